import * as v from 'valibot';

// The message of each part is what errors show as the allowed value.
const text = v.pipe(v.string('a text'), v.nonEmpty('a text that is not empty'));
const texts = v.union([text, v.array(text)], 'a text or a list of texts');
const places = v.union([text, v.array(text)], 'a folder, a glob, or a list of them');
const duration = v.union([v.string(), v.number()], 'a length of time such as "60s" (a bare number is seconds)');
const callable = <T>(allowed: string) => v.custom<T>((value) => typeof value === 'function', allowed);

const tables = v.strictObject({ revision: v.optional(text), history: v.optional(text) }, 'an object');

const legacy = v.strictObject(
  {
    form: v.optional(v.picklist(['sequelize-cli', 'umzug'], '"sequelize-cli" or "umzug"')),
    context: v.optional(callable<(op: unknown) => unknown>('a function')),
    operations: v.optional(v.picklist(['exact', 'corrected'], '"exact" or "corrected"')),
    metaStorage: v.optional(v.picklist(['sequelize', 'json', 'none'], '"sequelize", "json" or "none"')),
    metaTable: v.optional(text),
    metaSchema: v.optional(text),
    metaPath: v.optional(text),
  },
  'an object',
);

/** What a windlass configuration may hold: the interface `Config`, checked at run time. */
export const CONFIG_SCHEMA = v.strictObject(
  {
    url: v.optional(v.string('a database URL')),
    database: v.optional(
      v.looseObject({ dialect: v.string('"postgres" or "sqlite"') }, 'an object of Sequelize options'),
    ),
    migrations: v.optional(places),
    seeds: v.optional(places),
    models: v.optional(places),
    include: v.optional(callable<(object: unknown) => boolean>('a function')),
    schema: v.optional(text),
    tables: v.optional(tables),
    legacy: v.optional(legacy),
    fileTemplate: v.optional(text),
    template: v.optional(text),
    language: v.optional(v.picklist(['ts', 'js', 'cjs'], '"ts", "js" or "cjs"')),
    postWriteHooks: v.optional(texts),
    wait: v.optional(duration),
    lockTimeout: v.optional(duration),
    allowAhead: v.optional(v.boolean('true or false')),
    transaction: v.optional(v.picklist(['each'], '"each"')),
  },
  'an object',
);

/** The keys that are allowed at the top, or inside one of its objects. */
export function keysOf(path: readonly string[]): string[] {
  const schemas: Record<string, { entries: object }> = { '': CONFIG_SCHEMA, tables, legacy };
  return Object.keys(schemas[path.join('.')]?.entries ?? {});
}
