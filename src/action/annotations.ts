import type { Outcome } from './outcome.ts';

/** One annotation. */
export interface Annotation {
  readonly level: 'error' | 'warning' | 'notice';
  readonly title: string;
  readonly message: string;
  /** From the repository's root; null: it has no place. */
  readonly file: string | null;
  readonly line: number | null;
}

const LONGEST = 3000; // GitHub cuts a message at 4 KB and 64 KB in different places; a person reads less

/** The annotations of a step, errors first, at most `most`; the last one counts those that have no room. Warnings alone are none: the summary has them. */
export function annotationsOf(
  { findings }: Outcome,
  most: number,
  place: (path: string) => string | null,
): readonly Annotation[] {
  const wanted = findings
    .filter(({ kind, fails }) => fails || kind !== 'warning')
    .toSorted((one, other) => Number(other.fails) - Number(one.fails));
  const shown = wanted
    .slice(0, wanted.length > most ? Math.max(most - 1, 0) : most)
    .map(({ fails, kind, code, message, remedy, path, line }): Annotation => {
      const file = path === null ? null : place(path);
      return {
        level: fails ? 'error' : kind === 'irreversible' ? 'notice' : 'warning',
        title: `Windlass: ${kind === 'error' ? code : kind}`,
        message: cut(remedy === null ? message : `${message}\n→ ${remedy}`),
        file,
        line: file === null ? null : (line ?? 1),
      };
    });
  const left = wanted.slice(shown.length);
  if (left.length === 0 || most === 0) return shown;
  const level = left.some(({ fails }) => fails) ? 'error' : 'warning';
  const message = `and ${left.length} more: all of them are in the job summary and in the output report-file`;
  return [...shown, { level, title: 'Windlass', message, file: null, line: null }];
}

function cut(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}…`;
}
