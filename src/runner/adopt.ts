import { extname } from 'node:path';
import type { Connection } from '../dialects/connection.ts';
import { Usage } from '../errors.ts';
import type { RevisionGraph } from '../graph/graph.ts';
import type { StampPlan } from '../graph/plan.ts';
import { currentRevisions } from '../graph/target.ts';
import { wasHere, whileBusy } from './applied.ts';
import type { MetaTable, RunContext } from './context.ts';
import { beginStep } from './lock.ts';
import { type MetaChange, readMeta, writeMeta } from './meta-table.ts';
import { named } from './names.ts';
import { stamp } from './stamp.ts';
import { type DatabaseState, readState } from './state.ts';

/** What was taken over. */
export interface Adoption {
  readonly plan: StampPlan;
  /** Names in the table without a file. */
  readonly withoutFile: readonly string[];
  /** Files that were not run although later ones were: `upgrade` will run them. */
  readonly gaps: readonly string[];
}

/** Stamps the revisions that sequelize-cli or Umzug has run; reads its table and never changes it. Throws USAGE when there is none. */
export async function adopt(db: Connection, context: RunContext, graph: RevisionGraph): Promise<Adoption> {
  const table = context.metaTable;
  const names = await readMeta(db, context, table);
  if (names === null)
    throw new Usage(
      `there is no table "${table.name}" to adopt`,
      'name it with "legacy": { "metaTable": … } in the configuration, or --url another database',
    );
  const ids = identities(graph);
  const found = names.flatMap((name) => ids.get(name) ?? ids.get(stem(name)) ?? []);
  const decide = (applied: ReadonlySet<string>): StampPlan => {
    const after = new Set([...applied, ...found]);
    return { from: currentRevisions(graph, applied), to: currentRevisions(graph, after), applied: after };
  };
  const plan = await stamp(db, context, graph, decide, { kind: 'adopted', event: 'adopt', purge: false });
  return {
    plan,
    withoutFile: names.filter((name) => !ids.has(name) && !ids.has(stem(name))),
    gaps: gaps(graph, plan.applied),
  };
}

/** What was handed back, and what that wrote into the table of sequelize-cli. */
export interface Release extends MetaChange {
  readonly plan: StampPlan;
}

/**
 * Hands back: the table of sequelize-cli says what is applied, and ours says nothing any more. Throws USAGE while a revision with a
 * header is applied, which sequelize-cli could not run, and where there is nothing to hand back.
 */
export async function release(db: Connection, context: RunContext, graph: RevisionGraph): Promise<Release> {
  const table = context.metaTable;
  const state = await readState(db, context, graph);
  const ours = [...state.applied].filter((id) => graph.byId.get(id)?.form === 'windlass');
  if (ours.length > 0)
    throw new Usage(
      `sequelize-cli cannot run ${ours.join(', ')}, which ${ours.length === 1 ? 'is' : 'are'} applied`,
      `windlass downgrade below ${ours[0]}, then adopt --release again`,
    );
  if (state.applied.size === 0 && (await readMeta(db, context, table)) === null)
    throw new Usage(
      `there is nothing to hand back: no migration is applied here, and there is no table "${table.name}"`,
      'npx sequelize-cli db:migrate begins on this database as it is; --url names another',
    );
  const change = await handBack(db, context, graph, table, state);
  const nothing = { from: currentRevisions(graph, state.applied), to: [], applied: new Set<string>() };
  const plan = await stamp(db, context, graph, () => nothing, { kind: 'stamped', event: 'release', purge: false });
  return { ...change, plan };
}

async function handBack(
  db: Connection,
  context: RunContext,
  graph: RevisionGraph,
  table: MetaTable,
  { applied }: DatabaseState,
): Promise<MetaChange> {
  const known = identities(graph);
  await beginStep(db, await named(db, context));
  try {
    const ids = graph.order.filter((id) => applied.has(id));
    const names = inTheirStyle(ids, (await readMeta(db, context, table)) ?? []);
    const foreign = (name: string) => !known.has(name) && !known.has(stem(name));
    const change = await writeMeta(db, context, table, names, foreign);
    await whileBusy(context, () => db.query('COMMIT'));
    return change;
  } catch (error) {
    await db.query('ROLLBACK').catch(() => undefined); // the first error is the one to tell
    throw error;
  }
}

/**
 * The names in the table of sequelize-cli on a database where Windlass has never been, or which it has handed back: such a database must
 * be adopted first. Where Windlass has been, its own tables know better: the other one is no longer written.
 */
export async function unadopted(
  db: Connection,
  context: RunContext,
  graph: RevisionGraph,
  state: DatabaseState,
): Promise<readonly string[]> {
  const legacy = [...graph.byId.values()].some(({ form }) => form !== 'windlass');
  if (!legacy || state.rows.length > 0 || (await wasHere(db, context))) return [];
  const ids = identities(graph);
  const names = (await readMeta(db, context, context.metaTable)) ?? [];
  return names.filter((name) => ids.has(name) || ids.has(stem(name)));
}

/** Throws USAGE when sequelize-cli has run what Windlass knows nothing of yet: the answer of `unadopted`. */
export function refuseUnadopted(names: readonly string[]): void {
  if (names.length === 0) return;
  throw new Usage(
    `sequelize-cli has run ${names.length} of these migrations on this database, and Windlass knows of none`,
    'windlass adopt takes them over, without running anything',
  );
}

// A file is known by its name, and by its name without extension: compiled TypeScript is stored as .js, Umzug may store neither.
function identities(graph: RevisionGraph): ReadonlyMap<string, string> {
  const legacy = [...graph.byId.values()].filter(({ form }) => form !== 'windlass').map(({ id }) => id);
  return new Map([...legacy.map((id) => [stem(id), id] as const), ...legacy.map((id) => [id, id] as const)]);
}

// The names as that table would hold them. An older Umzug stores none of the extensions, a compiled .ts file is stored as .js: what the
// rows show for a file of the same extension holds for the others, too, or they would be run again.
function inTheirStyle(ids: readonly string[], rows: readonly string[]): readonly string[] {
  const stored = new Map(rows.map((name) => [stem(name), name]));
  const bare = rows.length > 0 && rows.every((name) => stem(name) === name);
  const endings = new Map(
    ids.flatMap((id) => {
      const name = stored.get(stem(id));
      return name === undefined ? [] : [[ending(id), ending(name)] as const];
    }),
  );
  return ids.map((id) => stored.get(stem(id)) ?? `${stem(id)}${endings.get(ending(id)) ?? (bare ? '' : ending(id))}`);
}

function gaps(graph: RevisionGraph, applied: ReadonlySet<string>): readonly string[] {
  const legacy = graph.order.filter((id) => graph.byId.get(id)?.form !== 'windlass');
  const last = legacy.findLastIndex((id) => applied.has(id));
  return legacy.slice(0, last + 1).filter((id) => !applied.has(id));
}

function stem(name: string): string {
  return name.slice(0, name.length - ending(name).length);
}

function ending(name: string): string {
  const extension = extname(name);
  return /^\.[cm]?[jt]s$/.test(extension) ? extension : '';
}
