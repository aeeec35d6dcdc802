import type { Revision } from '../graph/revision.ts';
import type { Course, LegFailure } from './course.ts';
import { residueOf, unlikeFirst } from './residue.ts';
import type { Finding, VerifiedRevision, VerifyResult } from './result.ts';

/** What the course of a trial says of its revision. */
export function judge(revision: Revision, course: Course, durationMs: number): VerifiedRevision {
  const { id, message, path, irreversible } = revision;
  const { result, differences, lost } = found(course, irreversible !== null);
  return {
    revision: id,
    message,
    path,
    result,
    ...(irreversible !== null && { reason: irreversible }),
    differences,
    lost,
    durationMs: Math.round(durationMs),
  };
}

type Found = Pick<VerifiedRevision, 'result' | 'differences' | 'lost'>;

function found({ before, up, down, again, failure }: Course, irreversible: boolean): Found {
  const failed = failure === null ? [] : [failureOf(failure)];
  if (failure?.leg === 'up') return { result: 'up-failed', differences: failed, lost: [] };
  if (irreversible) return { result: 'irreversible', differences: [], lost: [] };
  if (failure?.leg === 'down') return { result: 'down-failed', differences: failed, lost: [] };
  if (before === undefined || up === undefined || down === undefined) throw new RangeError('the trial has no course');
  const { differences: residue, lost } = residueOf(before, up, down);
  const repeated = again === undefined ? [] : without(unlikeFirst(up, again), residue);
  const differences = [...residue, ...failed, ...repeated];
  return { result: resultOf(residue.length > 0, failed.length > 0, differences.length > 0), differences, lost };
}

// A second up that fails only because of residue is the residue's fault.
function resultOf(residue: boolean, failed: boolean, any: boolean): VerifyResult {
  if (failed && !residue) return 'up-failed';
  return any ? 'residue' : 'ok';
}

function failureOf({ leg, error, statement }: LegFailure): Finding {
  const kind = leg === 'down' ? 'down' : 'up';
  const detail = leg === 'again' ? `the second up failed: ${error.message}` : error.message;
  return { kind, object: statement ?? `${kind}()`, detail };
}

function without(findings: readonly Finding[], known: readonly Finding[]): readonly Finding[] {
  const said = new Set(known.map(({ kind, object }) => `${kind} ${object}`));
  return findings.filter(({ kind, object }) => !said.has(`${kind} ${object}`));
}
