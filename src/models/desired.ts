import { type TrialDdl, TrialFailed } from '../dialects/trial.ts';
import type { RenameHint } from '../diff/rename-words.ts';
import type { SaidBesides } from '../diff/sayable.ts';
import { ConfigInvalid, isMigratorError } from '../errors.ts';
import { display, type QualifiedName } from '../model/names.ts';
import type { SchemaSnapshot } from '../model/schema.ts';
import type { DialectName } from '../model/statement.ts';
import type { ModelWords } from '../render/said.ts';
import type { RunContext } from '../runner/context.ts';
import { reach, refused } from '../runner/reach.ts';
import { cached, cacheFolder } from './cache.ts';
import { ddlOf, filledColumns, type ModelDdl, qualified } from './ddl.ts';
import { ModelGuard } from './guard.ts';
import { renameHints } from './hints.ts';
import { type LoadedModels, loadModels } from './load.ts';
import { Recording } from './recording.ts';
import { modelWords } from './words.ts';

/** The schema that the project's models describe. */
export interface DesiredSchema {
  readonly schema: SchemaSnapshot;
  /** In the order of their definition. `file`: relative to the project; null: it is made elsewhere (a join table of belongsToMany). */
  readonly models: readonly { readonly name: string; readonly table: QualifiedName; readonly file: string | null }[];
  /** Model files that register no model. */
  readonly silent: readonly string[];
  /** What they declare to have been called otherwise. */
  readonly hints: readonly RenameHint[];
  /** What they say of columns besides the schema, for a revision that is written from them. */
  readonly words: readonly ModelWords[];
  /** What `sayable` needs to know besides the schema. */
  readonly besides: SaidBesides;
}

/** What `desiredSchema` needs to know besides the database. */
export interface DesiredOptions {
  /** Globs, folders or files of models. */
  readonly models: readonly string[];
  /** What the project gives its own `new Sequelize(…)`, for models that are bound to an instance of ours. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** Statements that make what the models stand on, where the target may not have it: extensions. */
  readonly before?: readonly string[];
}

/**
 * The schema that Sequelize's own `sync` of the models would make, as a reflection of the target would give it; names without a schema are
 * those of the session's own. PostgreSQL: tried in scratch schemas of the target, or of `context.scratch` where its user may not, and rolled back; SQLite: in memory. Throws CONFIG_INVALID
 * for a model file that does not load or a table that cannot be made, UNSUPPORTED without the right to try it.
 */
export async function desiredSchema(context: RunContext, options: DesiredOptions): Promise<DesiredSchema> {
  const { dialect, directory, target } = context;
  const other = context.scratch?.dialect === dialect.name ? { ...context, target: context.scratch } : null;
  const scratch = other === null ? null : () => reach(other, { create: false });
  const own = { ...target.options.sequelize, ...options.options };
  const recording = new Recording(dialect, directory);
  const guard = new ModelGuard(directory, context.signal);
  return guard.during(async () => {
    const { loaded, ddl } = await recorded(recording, guard, { directory, models: options.models, options: own });
    const db = await reach(context, { create: false });
    try {
      const models = trialOf(ddl, dialect.name);
      const tried = { ...models, statements: [...(options.before ?? []), ...models.statements] };
      const key = {
        ...{ toolVersion: context.toolVersion, dialect: dialect.name, statements: tried.statements },
        surroundings: await dialect.trial.surroundings(db),
      };
      const make = () => dialect.trial.schemaOf({ db, target, directory, scratch }, tried);
      const schema = await cached(cacheFolder(directory), key, make);
      return described(without(schema, ddl), loaded, dialect.name);
    } catch (error) {
      throw error instanceof TrialFailed ? unmakeable(error, loaded) : refused(context, error);
    } finally {
      await db.close();
    }
  });
}

function described(schema: SchemaSnapshot, { models, silent }: LoadedModels, dialect: DialectName): DesiredSchema {
  const known = new Set(schema.tables.map(({ name }) => display(name)));
  // a model may write the schema that names without one are in
  const placed = (table: QualifiedName) => (known.has(display(table)) ? table : { schema: null, name: table.name });
  const filled = filledColumns(models.map(({ model }) => model));
  return {
    schema,
    models: models.map(({ model, file }) => ({
      ...{ name: model.name, file },
      table: placed(qualified(model.getTableName())),
    })),
    silent,
    hints: renameHints(models.map(({ model }) => model)),
    words: modelWords(models.map(({ model }) => model)).map((own) => ({ ...own, table: placed(own.table) })),
    besides: { dialect, filled: filled.map(({ table, column }) => ({ table: placed(table), column })) },
  };
}

async function recorded(
  recording: Recording,
  guard: ModelGuard,
  sources: Parameters<typeof loadModels>[0],
): Promise<{ readonly loaded: LoadedModels; readonly ddl: ModelDdl }> {
  try {
    const loaded = await loadModels(sources, recording, guard);
    const models = loaded.models.map(({ model }) => model);
    return { loaded, ddl: await ddlOf(models, recording) };
  } catch (error) {
    if (isMigratorError(error)) throw error;
    throw new ConfigInvalid(`the models say no schema: ${(error as Error).message}`, 'mend the model', {
      cause: error,
    });
  } finally {
    recording.end();
  }
}

// What a foreign key points at must be there on PostgreSQL, even if no model describes it.
function trialOf({ statements, beyond, tables }: ModelDdl, dialect: DialectName): TrialDdl {
  const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;
  const stubs = new Map<string, string[]>();
  for (const { table, column, type } of dialect === 'postgres' ? beyond : []) {
    const name = (table.schema === null ? '' : `${quoted(table.schema)}.`) + quoted(table.name);
    stubs.set(name, [...(stubs.get(name) ?? []), `${quoted(column)} ${type} UNIQUE`]);
  }
  const made = [...stubs].map(([name, columns]) => `CREATE TABLE ${name} (${columns.join(', ')})`);
  const named = [...tables, ...beyond.map(({ table }) => table)].flatMap(({ schema }) => schema ?? []);
  return { statements: [...made, ...statements], schemas: [...new Set([...named, 'public'])] };
}

function without(schema: SchemaSnapshot, { beyond }: ModelDdl): SchemaSnapshot {
  const gone = beyond.map(({ table }) => table);
  const isGone = (name: QualifiedName) =>
    gone.some((table) => table.name === name.name && (table.schema === name.schema || name.schema === null));
  return { ...schema, tables: schema.tables.filter(({ name }) => !isGone(name)) };
}

function unmakeable({ message, statement, cause }: TrialFailed, { models }: LoadedModels): ConfigInvalid {
  const made = models.find(({ model }) => {
    const { name } = qualified(model.getTableName());
    // Sequelize takes what stands before a dot for a schema
    return statement.includes(name) || (name.includes('.') && statement.includes(name.replaceAll('.', '"."')));
  });
  const where = made?.file ?? made?.model.name ?? 'the models';
  const table = made === undefined ? '' : ` (table ${display(qualified(made.model.getTableName()))})`;
  const missing = /^type "([^"]+)" does not exist/.exec(message)?.[1];
  const remedy =
    missing === undefined
      ? 'mend the model'
      : `let a revision make it first, for an extension: await op.createExtension('${missing}')`;
  return new ConfigInvalid(`${where}${table} cannot be made: ${message}`, remedy, { cause });
}
