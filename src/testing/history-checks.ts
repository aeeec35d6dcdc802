import { deepEqual, ok } from 'node:assert/strict';
import { basename } from 'node:path';
import type { RevisionGraph } from '../graph/graph.ts';
import type { Revision } from '../graph/revision.ts';

/** The revisions of a project, as its files say. */
export interface SuiteHistory {
  readonly revisions: readonly Revision[];
  /** Throws DUPLICATE_ID, MISSING_PARENT or CYCLE. */
  readonly graph: () => RevisionGraph;
}

/** One test of the files; it throws when they do not pass. */
export interface HistoryCheck {
  readonly title: string;
  readonly run: (history: SuiteHistory) => void;
}

/** The tests of the files, in order. */
export const HISTORY_CHECKS: readonly HistoryCheck[] = [
  {
    title: 'every revision has an id of its own and parents that exist',
    run: ({ graph, revisions }) => {
      graph();
      ok(revisions.length > 0, 'there are no revisions');
    },
  },
  {
    title: 'there is one head',
    run: ({ graph }) => {
      const { heads } = graph();
      ok(heads.length <= 1, `there are ${heads.length}: ${heads.join(', ')}; windlass merge heads, or windlass rebase`);
    },
  },
  { title: 'no two revisions have the same name', run: ({ revisions }) => deepEqual(namesakes(revisions), []) },
  { title: 'the files stand in the order of the history', run: ({ graph }) => deepEqual(disorder(graph()), []) },
];

function namesakes(revisions: readonly Revision[]): readonly string[] {
  const named = new Map<string, readonly string[]>();
  for (const { message, path } of revisions) named.set(message, [...(named.get(message) ?? []), basename(path)]);
  return [...named].flatMap(([message, files]) => (files.length > 1 ? [`"${message}": ${files.join(', ')}`] : []));
}

// Of files whose names begin with a date or a number: the folder should not tell another story than the history does.
function disorder({ order, byId }: RevisionGraph): readonly string[] {
  return order.flatMap((id) => {
    const { path = '', parents = [] } = byId.get(id) ?? {};
    return parents.flatMap((parent) => {
      const before = byId.get(parent)?.path ?? '';
      const [own, other] = [digitsOf(path), digitsOf(before)];
      const isOff = own !== null && other !== null && isBehind(own, other);
      return isOff ? [`${basename(path)} builds on ${basename(before)}`] : [];
    });
  });
}

function digitsOf(path: string): string | null {
  return /^\d+(?:[-_]\d+)*(?=[-_.])/.exec(basename(path))?.[0].replace(/[-_]/g, '') ?? null;
}

// The date of sequelize-cli has seconds and ours has not: of two dates only the digits that both have can be compared.
function isBehind(own: string, other: string): boolean {
  const isDate = [own, other].every((digits) => /^(?:19|20|21)\d{6}/.test(digits));
  if (!isDate) return BigInt(other) > BigInt(own);
  const shared = Math.min(own.length, other.length);
  return other.slice(0, shared) > own.slice(0, shared);
}
