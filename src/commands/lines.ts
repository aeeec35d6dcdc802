import type { Entry } from '../graph/listing.ts';
import type { RunSummary } from '../migrator.ts';
import type { Answer } from './command.ts';

/** A revision with its marks, as Alembic prints it: `eee4 (blue) (head) (mergepoint)`. */
export function titleOf(entry: Entry, options: { labels?: boolean; current?: boolean } = {}): string {
  const { labels = true, current = false } = options;
  const marks = [
    ...(labels && entry.labels.length > 0 ? [entry.labels.join(', ')] : []),
    ...(entry.head ? [entry.effectiveHead ? 'effective head' : 'head'] : []),
    ...(current && entry.current ? ['current'] : []),
    ...(entry.branchPoint ? ['branchpoint'] : []),
    ...(entry.mergePoint ? ['mergepoint'] : []),
  ];
  return [entry.revision, ...marks.map((mark) => `(${mark})`)].join(' ');
}

/** A line of `history`: `<base> -> aaa1, initial`. */
export function historyLine(entry: Entry, options: { current?: boolean } = {}): string {
  const parents = entry.parents.length === 0 ? '<base>' : entry.parents.join(', ');
  const needs = entry.dependsOn.length === 0 ? '' : ` (${entry.dependsOn.join(', ')})`;
  return `${parents}${needs} -> ${titleOf(entry, options)}, ${entry.message}`;
}

/** All about one revision, as `show` prints it. */
export function detailLines(entry: Entry): readonly string[] {
  const parents = entry.parents.length === 0 ? '<base>' : entry.parents.join(', ');
  const title = titleOf({ ...entry, effectiveHead: false }, { labels: false });
  return [
    `Rev: ${title}`,
    entry.mergePoint ? `Merges: ${parents}` : `Parent: ${parents}`,
    ...(entry.dependsOn.length > 0 ? [`Also depends on: ${entry.dependsOn.join(', ')}`] : []),
    ...(entry.branchPoint ? [`Branches into: ${entry.children.join(', ')}`] : []),
    ...(entry.labels.length > 0 ? [`Branch names: ${entry.labels.join(', ')}`] : []),
    `Path: ${entry.path}`,
    '',
    ...(entry.doc === '' ? entry.message : entry.doc).split('\n').map((line) => `    ${line}`.trimEnd()),
    '',
  ];
}

/** A revision as JSON shows it. */
export function entryJson(entry: Entry): object {
  const { doc: _doc, ...rest } = entry;
  return rest;
}

/** The answer of a run. */
export function runAnswer(summary: RunSummary): Answer {
  return { json: summary, text: [], run: summary };
}

/** A comma- or space-separated option as a list. */
export function listOption(value: unknown): readonly string[] | undefined {
  if (value === undefined) return undefined;
  return [value]
    .flat()
    .flatMap((text) => String(text).split(','))
    .filter((text) => text !== '');
}
