import * as v from 'valibot';
import { ConfigInvalid } from '../errors.ts';
import { parseDuration } from './duration.ts';

const Text = v.string('a string');
const Texts = v.union([Text, v.array(Text)], 'a string or an array of strings');
const Callback = v.custom<(...args: never[]) => unknown>((value) => typeof value === 'function', 'a function');
const Duration = v.custom<string | number>(
  (value) => (typeof value === 'string' || typeof value === 'number') && parseDuration(String(value)) !== null,
  'a duration: 500ms, 60s, 5m, or a number of seconds',
);
const Options = v.custom<Readonly<Record<string, unknown>>>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  'an object',
);
const oneOf = <const T extends readonly string[]>(values: T) =>
  v.picklist(values, `one of ${values.map((value) => `"${value}"`).join(', ')}`);

/** What a configuration file may hold; every key is optional. */
export const ConfigSchema = v.strictObject({
  url: v.optional(Text),
  scratch: v.optional(Text),
  migrations: v.optional(Texts),
  seeds: v.optional(Texts),
  models: v.optional(Texts),
  schema: v.optional(Text),
  tables: v.optional(v.strictObject({ revision: v.optional(Text), history: v.optional(Text) }, 'an object')),
  legacy: v.optional(
    v.strictObject(
      {
        form: v.optional(oneOf(['sequelize-cli', 'umzug'])),
        context: v.optional(Callback),
        operations: v.optional(oneOf(['exact', 'corrected'])),
        metaTable: v.optional(Text),
        metaSchema: v.optional(Text),
        seedTable: v.optional(Text),
        seedFile: v.optional(Text),
        seedSchema: v.optional(Text),
      },
      'an object',
    ),
  ),
  include: v.optional(Callback),
  exclude: v.optional(v.union([Callback, Text, v.array(Text)], 'a function, a name or an array of names')),
  sequelize: v.optional(Options),
  fileTemplate: v.optional(Text),
  template: v.optional(Text),
  language: v.optional(oneOf(['ts', 'js', 'cjs'])),
  postWriteHooks: v.optional(v.array(Text, 'an array of strings')),
  wait: v.optional(Duration),
  lockTimeout: v.optional(Duration),
  tableLockTimeout: v.optional(Duration),
  statementTimeout: v.optional(Duration),
  transaction: v.optional(oneOf(['each', 'all'])),
  allowAhead: v.optional(v.boolean('true or false')),
  strict: v.optional(v.boolean('true or false')),
});

/** What a user writes in `windlass.config.*`. */
export type Config = v.InferInput<typeof ConfigSchema>;

/** The configuration as it stands in a file. Throws CONFIG_INVALID naming the key, the file and what is allowed. */
export function checkConfig(value: unknown, file: string): Config {
  const result = v.safeParse(ConfigSchema, Array.isArray(value) ? null : value); // a list is an object without keys
  if (result.success) return result.output;
  const [issue] = result.issues;
  const key = v.getDotPath(issue) ?? '';
  if (key === '')
    throw new ConfigInvalid(`${file} exports no configuration object`, 'export default { url: …, migrations: … }');
  if (issue.expected === 'never') {
    const known = Object.keys(
      key.startsWith('legacy.')
        ? ConfigSchema.entries.legacy.wrapped.entries
        : key.startsWith('tables.')
          ? ConfigSchema.entries.tables.wrapped.entries
          : ConfigSchema.entries,
    );
    throw new ConfigInvalid(
      `${file} has an unknown key "${key}"`,
      `${near(key.split('.').at(-1) ?? '', known)}the keys are ${known.join(', ')}`,
    );
  }
  throw new ConfigInvalid(
    `"${key}" in ${file} is ${shown(issue.input)}, not ${issue.message}`,
    `set "${key}" to ${issue.message}`,
  );
}

// Objects and lists are not quoted: they may hold a URL with its password.
function shown(input: unknown): string {
  if (typeof input === 'object' && input !== null) return Array.isArray(input) ? 'an array' : 'an object';
  const text = typeof input === 'string' ? `"${input}"` : (JSON.stringify(input) ?? String(input));
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

// The key that was meant, when all but two of its letters are there.
function near(word: string, known: readonly string[]): string {
  const meant = known.find((key) => distance(word.toLowerCase(), key.toLowerCase()) <= 2);
  return meant === undefined ? '' : `did you mean "${meant}"? `;
}

/** How many letters must change to make one word the other (Levenshtein). */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [i, left] of [...one].entries()) {
    const next = [i + 1];
    for (const [j, right] of [...other].entries()) {
      next.push(Math.min((row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1, (row[j] ?? 0) + (left === right ? 0 : 1)));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
