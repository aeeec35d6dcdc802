import type { Connection } from '../dialects/connection.ts';
import { diff } from '../diff/diff.ts';
import { type Difference, differences } from '../diff/differences.ts';
import { Drift, StepFailed, sentenceOf, Usage } from '../errors.ts';
import type { RevisionGraph } from '../graph/graph.ts';
import { EMPTY, type SchemaSnapshot } from '../model/schema.ts';
import type { RunContext } from '../runner/context.ts';
import { beginStep } from '../runner/lock.ts';
import { named } from '../runner/names.ts';
import { Recorder } from '../runner/recorder.ts';
import { reflectTarget, takeSnapshot } from '../runner/snapshot.ts';
import { readState } from '../runner/state.ts';
import { statementsOfAll } from './statements.ts';

const NAMED = 10;

/** What a fresh database is made of. */
export interface InitSources {
  /** The schema that the whole history gives, replayed elsewhere. */
  readonly replayed: SchemaSnapshot;
  /** What the models say, completed from that by what no model can say. */
  readonly desired: SchemaSnapshot;
}

/**
 * Makes the schema that the models describe in an empty database and stamps every revision, in one transaction. Only where the replayed history gives the same:
 * throws DRIFT, naming what differs, else, and USAGE where the database is not empty. Rows that revisions insert are not there.
 */
export async function initDatabase(
  db: Connection,
  given: RunContext,
  graph: RevisionGraph,
  { replayed, desired }: InitSources,
): Promise<void> {
  refuse(differences(replayed, desired, { current: 'after the revisions', desired: 'in the models' }));
  const context = await named(db, given);
  const recorder = new Recorder(db, context);
  await refuseFull(db, context, graph);
  await recorder.createTables();
  await beginStep(db, context);
  try {
    await refuseFull(db, context, graph); // again under the lock
    await create(db, statementsOfAll(context, diff(EMPTY, desired)));
    const sides = { current: 'in the database that was made', desired: 'after the revisions' };
    refuse(differences(await reflectTarget(db, context), replayed, sides));
    const rows = graph.order.flatMap((id) => {
      const row = { revision: id, checksum: graph.byId.get(id)?.checksum ?? '', durationMs: 0 };
      return [
        recorder.added({ ...row, kind: 'checkpoint' }),
        recorder.appended({ ...row, event: 'stamp', startedAt: new Date(), outcome: 'done' }),
      ];
    });
    await recorder.commit(rows, () => takeSnapshot(db, context));
  } catch (error) {
    await db.query('ROLLBACK').catch(() => undefined); // the first error is the one to tell
    throw error;
  }
}

async function create(db: Connection, statements: readonly string[]): Promise<void> {
  for (const sql of statements)
    await db.query(sql).catch((error: unknown) => {
      throw new StepFailed(
        `the schema could not be made: ${sentenceOf(error)} in "${sql.slice(0, 120)}"`,
        'nothing was kept; windlass upgrade runs the revisions instead',
        { cause: error },
      );
    });
}

async function refuseFull(db: Connection, context: RunContext, graph: RevisionGraph): Promise<void> {
  const { rows } = await readState(db, context, graph);
  const { tables } = await reflectTarget(db, context);
  const [first] = tables;
  if (rows.length === 0 && first === undefined) return;
  throw new Usage(
    first === undefined
      ? 'revisions are applied to this database'
      : `this database is not empty: it holds the table ${first.name.name}`,
    'init-db is for a fresh one; windlass upgrade goes on from where this one is',
  );
}

function refuse(list: readonly Difference[]): void {
  if (list.length === 0) return;
  const lines = list.slice(0, NAMED).map(({ detail }) => detail);
  const more = list.length - lines.length;
  throw new Drift(
    `the revisions do not give what the models say: ${lines.join('; ')}${more > 0 ? `; and ${more} more` : ''}`,
    'windlass upgrade runs the revisions; windlass diff heads models shows all, with the SQL',
  );
}
