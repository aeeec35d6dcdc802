import { resolve } from 'node:path';
import type { CheckedDifference, Compared, ModelsSide } from './check/check.ts';
import type { View } from './check/drift.ts';
import type { Side } from './check/sides.ts';
import type { Connection } from './dialects/connection.ts';
import { dialectOf } from './dialects/index.ts';
import type { DatabaseTarget, DialectName } from './dialects/target.ts';
import { filtered } from './diff/filter.ts';
import type { SchemaDump } from './dump/json.ts';
import { Usage } from './errors.ts';
import type { RevisionGraph } from './graph/graph.ts';
import { resolveRevisions } from './graph/target.ts';
import type { SchemaSnapshot } from './model/schema.ts';
import type { DesiredSchema } from './models/desired.ts';
import { unadopted } from './runner/adopt.ts';
import type { RunContext } from './runner/context.ts';
import { readState, refuseEdited } from './runner/state.ts';
import { type Status, statusOf } from './runner/status.ts';
import { databaseFromUrl } from './settings/database-url.ts';
import { requireDatabase, type Settings } from './settings/settings.ts';

/** What a check found. */
export interface Checked {
  readonly clean: boolean;
  readonly differences: readonly CheckedDifference[];
  /** Which comparisons could be made; what stood in the way of the other is a warning. */
  readonly compared: readonly CheckedDifference['comparison'][];
  /** Revisions are pending: nothing was compared. */
  readonly behind: Status | null;
}

/** A schema, as data and as the SQL that makes it in an empty database. */
export interface Dumped extends SchemaDump {
  readonly sql: () => string;
}

/** The part of a migrator that looks at whole schemas; all but `initDb` changes nothing. All of it throws MigratorError subclasses. */
export interface Comparisons {
  /** Compares the live database with the models and with the catalog as the last run left it; false leaves one of them out. */
  check(options?: { readonly models?: boolean; readonly database?: boolean }): Promise<Checked>;
  /** The schema of the database, of the models, or of a revision, which is replayed on a scratch database. */
  dump(options?: { readonly models?: boolean; readonly revision?: string | undefined }): Promise<Dumped>;
  /** Compares two of: a URL, `models`, a revision, a file that `schema dump` has written (.json) or of SQL (.sql). */
  compare(current: string, desired: string): Promise<Compared>;
  /** Makes an empty database what the models say and stamps all revisions, where the replayed revisions give the same; else DRIFT. */
  initDb(): Promise<{ readonly from: readonly string[]; readonly to: readonly string[] }>;
}

/** What the migrator lends. */
export interface Lent {
  readonly settings: Settings;
  readonly contextFor: (target: DatabaseTarget) => RunContext;
  readonly graphOf: () => Promise<RevisionGraph>;
  readonly withDatabase: <T>(options: { create: boolean }, work: (db: Connection) => Promise<T>) => Promise<T>;
  readonly warn: (message: string) => void;
}

/** What the configuration lets a comparison see. */
export function viewOf({ filter }: Settings): View {
  return (schema) => filtered(schema, filter);
}

/** Those functions for the settings of a migrator. */
export function comparisonsOf(lent: Lent): Comparisons {
  const { settings, contextFor, graphOf, withDatabase } = lent;
  const view = viewOf(settings);
  const own = () => contextFor(requireDatabase(settings));
  return {
    check: checkOf(lent, view),
    dump: async ({ models = false, revision } = {}) => {
      const { schemaOf } = await import('./check/sides.ts');
      const { creation } = await import('./check/statements.ts');
      const context = own();
      const side: Side = models
        ? { kind: 'models' }
        : revision === undefined
          ? { kind: 'database', target: context.target }
          : await revisionSide(lent, revision);
      const { dialect, schema, home } = await schemaOf(context, side, {
        graph: graphOf,
        models: () => desiredOf(lent),
      });
      return { dialect, schema: view(schema), sql: () => creation(context, view(schema), home) };
    },
    compare: async (current, desired) => {
      const { compared } = await import('./check/check.ts');
      const { context, sides } = await sidesOf(lent, current, desired);
      return compared(context, view(sides[0]), view(sides[1]));
    },
    initDb: async () => {
      const { initDatabase } = await import('./check/init-db.ts');
      const { sides } = await sidesOf(lent, 'heads', 'models');
      const graph = await graphOf();
      await withDatabase({ create: true }, (db) =>
        initDatabase(db, own(), graph, { replayed: view(sides[0]), desired: view(sides[1]) }),
      );
      return { from: [], to: graph.heads };
    },
  };
}

function checkOf(lent: Lent, view: View): Comparisons['check'] {
  const { settings, contextFor, graphOf, withDatabase, warn } = lent;
  return async ({ models = true, database = true } = {}) => {
    const context = contextFor(requireDatabase(settings));
    const graph = await graphOf();
    return withDatabase({ create: false }, async (db) => {
      const state = await readState(db, context, graph);
      refuseEdited(state, graph);
      const names = await unadopted(db, context, graph, state);
      const status = statusOf(graph, state, names.length > 0);
      if (status.state === 'behind') return { clean: false, differences: [], compared: [], behind: status };
      const wanted = models && hasModels(settings, database, warn);
      if (wanted && status.state === 'ahead')
        warn(
          `the database is ahead (${status.unknown.join(', ')}): the models of this version are not compared with it`,
        );
      const compare = wanted && status.state === 'current';
      const { checked } = await import('./check/check.ts');
      const found = await checked(db, context, { database, models: compare ? () => modelsSide(lent) : null, view });
      return { clean: found.differences.length === 0, ...found, behind: null };
    });
  };
}

async function sidesOf(lent: Lent, current: string, desired: string) {
  const { schemaOf } = await import('./check/sides.ts');
  const { sayable } = await import('./diff/sayable.ts');
  const both = [await sideOf(lent, current), await sideOf(lent, desired)] as const;
  const context = lent.contextFor(targetOf(lent.settings, both));
  let before: readonly string[] = [];
  const models = once(() => desiredOf(lent, before));
  const from = { graph: lent.graphOf, models };
  const one = await schemaOf(context, both[0], from);
  before = extensionsOf(one.schema); // an empty database has them not
  const other = await schemaOf(context, both[1], from);
  refuseKinds({ name: current, ...one }, { name: desired, ...other });
  // what no model can say is as on the other side
  const complete = async (side: Side, schema: SchemaSnapshot, beside: SchemaSnapshot) =>
    side.kind === 'models' ? sayable(beside, schema, (await models()).besides) : schema;
  const sides = [
    await complete(both[0], one.schema, other.schema),
    await complete(both[1], other.schema, one.schema),
  ] as const;
  return { context: contextLike(context, one.dialect), sides };
}

function extensionsOf({ objects }: SchemaSnapshot): readonly string[] {
  return objects.flatMap(({ type, definition }) =>
    type === 'extension' ? definition.replace(/^CREATE EXTENSION /, '$&IF NOT EXISTS ') : [],
  );
}

function once<T>(work: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | null = null;
  return () => {
    running ??= work();
    return running;
  };
}

/** Whether there are models. Throws USAGE where they are all there is to compare with. */
export function hasModels({ models }: Settings, database: boolean, warn: Lent['warn']): boolean {
  if (models.length > 0) return true;
  const remedy = 'name them with "models" in the configuration: "src/models/**/*.ts"';
  if (!database) throw new Usage('there are no models to compare the database with', remedy);
  warn(`the models are not compared: ${remedy}`);
  return false;
}

async function desiredOf({ settings, contextFor, warn }: Lent, before: readonly string[] = []): Promise<DesiredSchema> {
  hasModels(settings, false, warn);
  const { desiredSchema } = await import('./models/desired.ts'); // with Sequelize behind it
  const { models, sequelize: options } = settings;
  return desiredSchema(contextFor(requireDatabase(settings)), { models, options, before });
}

/** What the models say. */
export async function modelsSide(lent: Lent): Promise<ModelsSide & { readonly words: DesiredSchema['words'] }> {
  const { sayable } = await import('./diff/sayable.ts');
  const { schema, silent, besides, hints, words, models: files } = await desiredOf(lent);
  return { desired: (live) => sayable(live, schema, besides), silent, hints, words, files };
}

async function sideOf(lent: Lent, text: string): Promise<Side> {
  if (text === 'models') return { kind: 'models' };
  if (/\.json$/i.test(text)) return { kind: 'dump', file: text };
  if (/\.sql$/i.test(text)) return { kind: 'sql', file: text };
  if (/^[a-z][a-z0-9+.-]*:/i.test(text))
    return { kind: 'database', target: databaseFromUrl(text, resolve('.'), `"${text.split(':')[0]}:…"`) };
  return revisionSide(lent, text);
}

async function revisionSide({ graphOf, withDatabase, settings, contextFor }: Lent, text: string): Promise<Side> {
  const graph = await graphOf();
  const relative = /current|^[+-]\d|@[+-]\d/.test(text);
  const applied = relative
    ? await withDatabase({ create: false }, (db) => readState(db, contextFor(requireDatabase(settings)), graph))
    : { applied: new Set<string>() };
  return { kind: 'revisions', revisions: resolveRevisions(graph, applied.applied, text) };
}

// The database that decides what is spoken: that of a side, else the configured one.
function targetOf(settings: Settings, sides: readonly Side[]): DatabaseTarget {
  const named = sides.flatMap((side) => (side.kind === 'database' ? [side.target] : []))[0];
  const files = sides.every(({ kind }) => kind === 'dump');
  if (named === undefined) return files ? (settings.database ?? nowhere('sqlite')) : requireDatabase(settings);
  const configured = settings.database;
  return configured !== null && configured.dialect === named.dialect ? configured : named;
}

function nowhere(dialect: DialectName): DatabaseTarget {
  return { dialect, display: '', secrets: [], options: {} };
}

function contextLike(context: RunContext, dialect: DialectName): RunContext {
  return dialect === context.dialect.name
    ? context
    : { ...context, dialect: dialectOf(dialect), target: nowhere(dialect) };
}

interface Named extends SchemaDump {
  readonly name: string;
}

function refuseKinds(one: Named, other: Named): void {
  if (one.dialect === other.dialect) return;
  throw new Usage(
    `"${one.name}" is of ${one.dialect} and "${other.name}" of ${other.dialect}: they have no schema in common`,
    'compare two of one kind',
  );
}
