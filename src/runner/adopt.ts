import { extname } from 'node:path';
import type { Connection } from '../dialects/connection.ts';
import { Usage } from '../errors.ts';
import type { RevisionGraph } from '../graph/graph.ts';
import type { StampPlan } from '../graph/plan.ts';
import { currentRevisions } from '../graph/target.ts';
import { patiently } from './applied.ts';
import type { MetaTable, RunContext } from './context.ts';
import { beginStep } from './lock.ts';
import { readMeta, writeMeta } from './meta-table.ts';
import { stamp } from './stamp.ts';
import { readState } from './state.ts';

/** What was taken over. */
export interface Adoption {
  readonly plan: StampPlan;
  /** Names in the table without a file. */
  readonly withoutFile: readonly string[];
  /** Files that were not run although later ones were: `upgrade` will run them. */
  readonly gaps: readonly string[];
}

/** Stamps the revisions that sequelize-cli or Umzug has run; reads its table and never changes it. Throws USAGE when there is none. */
export async function adopt(
  db: Connection,
  context: RunContext,
  graph: RevisionGraph,
  table: MetaTable,
): Promise<Adoption> {
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

/**
 * Hands back: the table of sequelize-cli says what is applied, and ours says nothing any more. Throws USAGE while a revision with a
 * header is applied, which sequelize-cli could not run.
 */
export async function release(
  db: Connection,
  context: RunContext,
  graph: RevisionGraph,
  table: MetaTable,
): Promise<StampPlan> {
  const state = await readState(db, context, graph);
  const ours = [...state.applied].filter((id) => graph.byId.get(id)?.form === 'windlass');
  if (ours.length > 0)
    throw new Usage(
      `sequelize-cli cannot run ${ours.join(', ')}, which ${ours.length === 1 ? 'is' : 'are'} applied`,
      `windlass downgrade below ${ours[0]}, then adopt --release again`,
    );
  const known = identities(graph);
  await beginStep(db, context);
  try {
    const names = graph.order.filter((id) => state.applied.has(id));
    await writeMeta(
      db,
      context,
      table,
      await withStoredNames(db, context, table, names),
      (name) => !known.has(name) && !known.has(stem(name)),
    );
    await patiently(context, () => db.query('COMMIT'));
  } catch (error) {
    await db.query('ROLLBACK').catch(() => undefined); // the first error is the one to tell
    throw error;
  }
  const nothing = { from: currentRevisions(graph, state.applied), to: [], applied: new Set<string>() };
  return stamp(db, context, graph, () => nothing, { kind: 'stamped', event: 'release', purge: false });
}

/** The names of a SequelizeMeta that has rows while ours has none; such a database must be adopted first. */
export async function unadopted(
  db: Connection,
  context: RunContext,
  graph: RevisionGraph,
  table: MetaTable,
): Promise<readonly string[]> {
  const legacy = [...graph.byId.values()].some(({ form }) => form !== 'windlass');
  if (!legacy) return [];
  const ids = identities(graph);
  const names = (await readMeta(db, context, table)) ?? [];
  return names.filter((name) => ids.has(name) || ids.has(stem(name)));
}

// A file is known by its name, and by its name without extension: compiled TypeScript is stored as .js, Umzug may store neither.
function identities(graph: RevisionGraph): ReadonlyMap<string, string> {
  const legacy = [...graph.byId.values()].filter(({ form }) => form !== 'windlass').map(({ id }) => id);
  return new Map([...legacy.map((id) => [stem(id), id] as const), ...legacy.map((id) => [id, id] as const)]);
}

async function withStoredNames(
  db: Connection,
  context: RunContext,
  table: MetaTable,
  ids: readonly string[],
): Promise<readonly string[]> {
  const stored = new Map(((await readMeta(db, context, table)) ?? []).map((name) => [stem(name), name]));
  return ids.map((id) => stored.get(stem(id)) ?? id);
}

function gaps(graph: RevisionGraph, applied: ReadonlySet<string>): readonly string[] {
  const legacy = graph.order.filter((id) => graph.byId.get(id)?.form !== 'windlass');
  const last = legacy.findLastIndex((id) => applied.has(id));
  return legacy.slice(0, last + 1).filter((id) => !applied.has(id));
}

function stem(name: string): string {
  const extension = extname(name);
  return /^\.[cm]?[jt]s$/.test(extension) ? name.slice(0, -extension.length) : name;
}
