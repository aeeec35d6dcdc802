import type { Connection } from '../dialects/connection.ts';
import { type Difference, differences } from '../diff/differences.ts';
import { Drift } from '../errors.ts';
import type { SchemaSnapshot } from '../model/schema.ts';
import { readApplied } from '../runner/applied.ts';
import type { RunContext } from '../runner/context.ts';
import { named } from '../runner/names.ts';
import { Recorder } from '../runner/recorder.ts';
import { readSnapshot, reflectTarget, stateDigest, type TakenSnapshot } from '../runner/snapshot.ts';
import { mendableOn } from './mending.ts';

/** What has happened to a database since the last run left it. */
export type DriftFound =
  | {
      readonly kind: 'compared';
      readonly live: SchemaSnapshot;
      readonly left: SchemaSnapshot;
      readonly differences: readonly Difference[];
    }
  /** There is nothing to compare with; `why` is a sentence with its remedy. */
  | { readonly kind: 'incomparable'; readonly why: string };

/** What a comparison may see of a schema. */
export type View = (schema: SchemaSnapshot) => SchemaSnapshot;

const REMEDY = 'the next run writes it down, and so does windlass stamp current';
const NAMED = 10;
/** How a comparison with what the last run left calls its sides. */
export const LAST_RUN = { current: 'in the database', desired: 'in what the last run left' };

/**
 * Compares the live database with the catalog as the last run left it. What is applied is read again afterwards: another process may be at work, and
 * what it does is no drift.
 */
export async function driftOf(db: Connection, given: RunContext, view: View): Promise<DriftFound> {
  const context = await named(db, given);
  const taken = await readSnapshot(db, context);
  const left = taken?.catalog ?? null;
  if (taken === null || left === null) return { kind: 'incomparable', why: without(taken) };
  const live = await reflectTarget(db, context);
  const halfDone = await new Recorder(db, context).halfDone();
  if (halfDone.size > 0)
    return { kind: 'incomparable', why: `a step is half-done (${[...halfDone].join(', ')}): windlass upgrade` };
  if (taken.state !== stateDigest((await readApplied(db, context)) ?? []))
    return { kind: 'incomparable', why: `the last run was stopped before it had written its catalog down; ${REMEDY}` };
  const seen = { live: context.dialect.spelledLike(view(live), view(left)), left: view(left) };
  return {
    kind: 'compared',
    ...seen,
    differences: differences(seen.live, seen.left, LAST_RUN, mendableOn(context.dialect.name)),
  };
}

function without(taken: TakenSnapshot | null): string {
  if (taken === null) return `no run has left a catalog to compare with; ${REMEDY}`;
  return `Windlass ${taken.toolVersion} has left its catalog in a form that this version does not read; ${REMEDY}`;
}

/** Says what has drifted, before a run: as a warning, or with `strict` as DRIFT, which it throws. */
export function tellDrift({ report }: RunContext, found: DriftFound, options: { readonly strict: boolean }): void {
  if (found.kind === 'incomparable' || found.differences.length === 0) return;
  const lines = found.differences.slice(0, NAMED).map(({ detail }) => detail);
  const more = found.differences.length - lines.length;
  const list = `${lines.join('; ')}${more > 0 ? `; and ${more} more` : ''}`;
  if (!options.strict) {
    report({
      kind: 'warning',
      message: `the database is not as the last run left it: ${list} (windlass check shows the SQL that would mend it)`,
    });
    return;
  }
  throw new Drift(
    `the database is not as the last run left it: ${list}`,
    'windlass check shows the SQL that would mend it; to accept the database as it is: windlass stamp current, or leave --strict out',
  );
}
