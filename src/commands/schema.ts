import { dbml } from '../dump/dbml.ts';
import { jsonDump } from '../dump/json.ts';
import { mermaid } from '../dump/mermaid.ts';
import { Usage } from '../errors.ts';
import type { Migrator } from '../migrator.ts';
import type { Answer, Command } from './command.ts';
import { writeWhole } from './script.ts';

type Dumped = Awaited<ReturnType<Migrator['dump']>>;

const FORMATS: Readonly<Record<string, (dumped: Dumped) => string>> = {
  sql: ({ sql }) => `${sql()}\n`,
  json: (dumped) => `${JSON.stringify(jsonDump(dumped), null, 2)}\n`,
  mermaid: ({ schema }) => mermaid(schema),
  dbml: ({ schema }) => dbml(schema),
};

/** `windlass schema dump`. */
export const schema: Command = {
  name: 'schema',
  summary: 'dump the schema of the database, of the models or of a revision: schema dump',
  arguments: '<dump>',
  options: [
    { flags: '--format <format>', description: `${Object.keys(FORMATS).join(', ')} (default: sql)` },
    { flags: '--output <file>', description: 'the file to write (default: standard output)' },
    { flags: '--models', description: 'of the models in place of the database' },
    { flags: '--revision <revision>', description: 'of a revision, replayed on a scratch database' },
    {
      flags: '--scratch <url>',
      description: 'an empty database to replay it on (default: one is created beside yours)',
    },
  ],
  examples: [
    'windlass schema dump',
    'windlass schema dump --format json --output schema.json',
    'windlass schema dump --format mermaid',
    'windlass schema dump --revision head',
  ],
  connects: true,
  run: async ({ args, options, migrator, report }): Promise<Answer> => {
    if (args[0] !== 'dump') throw new Usage(`"schema ${args[0]}" is no command of windlass`, 'windlass schema dump');
    const format = String(options.format ?? 'sql');
    const write = Object.hasOwn(FORMATS, format) ? FORMATS[format] : undefined;
    if (write === undefined)
      throw new Usage(
        `--format is "${format}", none of ${Object.keys(FORMATS).join(', ')}`,
        'windlass schema dump --format json',
      );
    if (options.models === true && options.revision !== undefined)
      throw new Usage('--models and --revision name two schemas', 'leave one of them out');
    const revision = options.revision === undefined ? undefined : String(options.revision);
    const dumped = await migrator.dump({ models: options.models === true, revision });
    const text = write(dumped);
    if (options.output === undefined)
      return { json: format === 'json' ? jsonDump(dumped) : { format, text }, text: [text.trimEnd()], exact: true };
    const file = String(options.output);
    writeWhole(file, text);
    report({ kind: 'notice', message: `wrote ${file}` });
    return { json: { format, file }, text: [] };
  },
};
