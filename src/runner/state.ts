import type { Connection } from '../dialects/connection.ts';
import { EditedAfterApply, UnknownApplied } from '../errors.ts';
import type { RevisionGraph } from '../graph/graph.ts';
import { type AppliedRevision, readApplied } from './applied.ts';
import type { RunContext } from './context.ts';

/** What the database says beside what the files say. */
export interface DatabaseState {
  readonly rows: readonly AppliedRevision[];
  /** The applied revisions that have a file. */
  readonly applied: ReadonlySet<string>;
  /** Applied revisions without a file: the database is ahead. */
  readonly unknown: readonly string[];
  /** Applied revisions whose file is no longer the text that was applied. */
  readonly edited: readonly string[];
}

/** Reads the applied revisions; creates nothing. */
export async function readState(db: Connection, context: RunContext, graph: RevisionGraph): Promise<DatabaseState> {
  const rows = (await readApplied(db, context)) ?? [];
  const known = rows.filter(({ revision }) => graph.byId.has(revision));
  return {
    rows,
    applied: new Set(known.map(({ revision }) => revision)),
    unknown: rows.filter(({ revision }) => !graph.byId.has(revision)).map(({ revision }) => revision),
    edited: known
      .filter(({ revision, checksum }) => graph.byId.get(revision)?.checksum !== checksum)
      .map(({ revision }) => revision),
  };
}

/** Throws EDITED_AFTER_APPLY when an applied revision's file was changed. */
export function refuseEdited({ edited }: DatabaseState, graph: RevisionGraph): void {
  const [first] = edited;
  if (first === undefined) return;
  const more = edited.length === 1 ? '' : ` (and ${edited.length - 1} more: ${edited.slice(1).join(', ')})`;
  const path = graph.byId.get(first)?.path;
  throw new EditedAfterApply(
    `${first} was applied and its file has been edited since: ${path}${more}`,
    'bring back the text that was applied (git checkout); or, if the new text means the same, accept it: windlass stamp current',
    { place: path === undefined ? null : { path, line: null } },
  );
}

/** Throws UNKNOWN_APPLIED when the database holds revisions that no file describes. */
export function refuseAhead({ unknown }: DatabaseState): void {
  if (unknown.length === 0) return;
  throw new UnknownApplied(
    aheadSentence(unknown),
    'use the newer image or files; while a roll-out goes on, --allow-ahead (WINDLASS_ALLOW_AHEAD=1) lets the older ones pass',
  );
}

/** That the database is ahead, in a sentence. */
export function aheadSentence(unknown: readonly string[]): string {
  return `the database is ahead: it holds ${unknown.join(', ')}, and no file here has ${unknown.length === 1 ? 'that id' : 'those ids'}`;
}
