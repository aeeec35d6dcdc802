import { readFileSync } from 'node:fs';
import type { Revision } from '../graph/revision.ts';
import { functionLines } from '../revisions/function-lines.ts';
import type { Course, LegFailure } from './course.ts';
import { residueOf, unlikeFirst } from './residue.ts';
import type { Finding, VerifiedRevision, VerifyResult } from './result.ts';
import { rowFindings, unlikeFirstRows } from './row-losses.ts';

/** What the course of a trial says of its revision. `statements`: what it has sent. */
export function judge(
  revision: Revision,
  course: Course,
  durationMs: number,
  statements: readonly string[] = [],
): VerifiedRevision {
  const { id, message, path, irreversible } = revision;
  const { result, differences, lost } = found(course, irreversible !== null, statements);
  return {
    revision: id,
    message,
    path,
    result,
    ...(irreversible !== null && { reason: irreversible }),
    differences,
    lost,
    ...(course.legs !== undefined && { legs: course.legs }),
    lines: linesOf(path),
    durationMs: Math.round(durationMs),
  };
}

// Read anew: nothing but an answer needs them.
function linesOf(path: string): VerifiedRevision['lines'] {
  try {
    return functionLines(readFileSync(path, 'utf8'), ['up', 'down']);
  } catch {
    return {}; // it is gone meanwhile
  }
}

type Found = Pick<VerifiedRevision, 'result' | 'differences' | 'lost'>;

function found(course: Course, irreversible: boolean, statements: readonly string[]): Found {
  const { before, up, down, again, failure } = course;
  const failed = failure === null ? [] : [failureOf(failure)];
  if (failure?.leg === 'up') {
    const besides = besidesOf(course.without, irreversible, statements);
    const works = course.without !== undefined && course.without.failure?.leg !== 'up';
    const told = failed.map(
      (one): Finding =>
        works ? { ...one, detail: `${one.detail}; on empty tables it works`, onlyWithRows: true } : one,
    );
    return { result: 'up-failed', differences: [...told, ...besides], lost: [] };
  }
  if (irreversible) return { result: 'irreversible', differences: [], lost: [] };
  if (failure?.leg === 'down') return { result: 'down-failed', differences: failed, lost: [] };
  if (before === undefined || up === undefined || down === undefined) throw new RangeError('the trial has no course');
  const schema = residueOf(before, up, down);
  const rows = rowFindings(before, up, down, statements);
  const residue = [...schema.differences, ...rows.left];
  const repeated = again === undefined ? [] : [...unlikeFirst(up, again), ...unlikeFirstRows(before, up, down, again)];
  const late = without(repeated, [...residue, ...rows.damaged]);
  return {
    result: resultOf({ failed, residue: [...residue, ...late], damaged: rows.damaged, before: residue }),
    differences: [...residue, ...failed, ...rows.damaged, ...late],
    lost: [...schema.lost, ...rows.lost],
  };
}

// What is wrong with it on empty tables, too.
function besidesOf(
  course: Course | undefined,
  irreversible: boolean,
  statements: readonly string[],
): readonly Finding[] {
  if (course === undefined || (course.failure === null && course.up === undefined)) return [];
  return found(course, irreversible, statements).differences;
}

interface Sorts {
  readonly failed: readonly Finding[];
  readonly residue: readonly Finding[];
  readonly damaged: readonly Finding[];
  /** What was left before the second `up`. */
  readonly before: readonly Finding[];
}

// A second up that fails only because of residue is the residue's fault.
function resultOf({ failed, residue, damaged, before }: Sorts): VerifyResult {
  if (failed.length > 0 && before.length === 0) return 'up-failed';
  if (residue.length > 0 || failed.length > 0) return 'residue';
  return damaged.length > 0 ? 'data-loss' : 'ok';
}

function failureOf({ leg, error, statement }: LegFailure): Finding {
  const kind = leg === 'down' ? 'down' : 'up';
  const detail = leg === 'again' ? `the second up failed: ${error.message}` : error.message;
  const line = error.place?.line ?? null;
  return { kind, object: statement ?? `${kind}()`, detail, ...(line !== null && { line }) };
}

function without(findings: readonly Finding[], known: readonly Finding[]): readonly Finding[] {
  const said = new Set(known.map(({ kind, object }) => `${kind} ${object}`));
  return findings.filter(({ kind, object }) => !said.has(`${kind} ${object}`));
}
