import type { QualifiedName } from '../model/names.ts';
import { runStep } from '../runner/step.ts';
import type { StepSurroundings } from '../runner/surroundings.ts';
import type { Course } from './course.ts';
import { takeFingerprint } from './fingerprint.ts';
import { Population } from './population.ts';
import { courseWithin, type Loaded, type TrialMeans } from './within.ts';

/**
 * Empties the tables with generated rows and applies the revision whose `up` fails on rows. Answers how its trial goes without them; nothing can be said of that
 * where one transaction does not do it. Null: `up` fails all the same.
 */
export async function withoutRows(
  around: StepSurroundings,
  loaded: Loaded,
  tables: readonly QualifiedName[],
  means: TrialMeans,
): Promise<Course | null> {
  if (tables.length === 0) return null;
  const { session, context } = around;
  await context.dialect.emptyTables(session.db, tables);
  const { revision, module } = loaded;
  const population = new Population('never');
  const course =
    revision.transaction && module.down !== undefined
      ? await courseWithin(around, loaded, await takeFingerprint(session.db, context), { ...means, population })
      : null;
  const worked = await runStep(around, { revision, module, direction: 'up' }).catch(() => null);
  return worked === null ? null : (course ?? { failure: null });
}
