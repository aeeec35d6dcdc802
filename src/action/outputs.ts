import type { Outcome } from './outcome.ts';
import type { Story } from './story.ts';

/** The files that a step leaves. */
export interface LeftFiles {
  readonly summary: string;
  readonly report: string;
  /** Null: no SQL has run. */
  readonly sql: string | null;
}

const MOST_REVISIONS = 500; // an output may hold 1 MB; the file of report-file has all
const MOST_FINDINGS = 100;
const LONGEST = 2000;

/** Every output of action.yml, on failure too. None of them holds a URL: GitHub drops an output in which it finds a secret. */
export function outputsOf(
  { story, outcome, files }: { readonly story: Story; readonly outcome: Outcome; readonly files: LeftFiles },
  place: (path: string) => string | null,
): Readonly<Record<string, string>> {
  const { before, after } = story;
  const list = (ids: readonly string[] | undefined) => ids?.join(',') ?? '';
  return {
    'current-revision': list(after?.current),
    'expected-revision': list(after?.heads),
    'previous-revision': list(before?.current),
    'applied-count': String(story.applied),
    'reverted-count': String(story.reverted),
    'pending-count': after === null ? '' : String(after.pending.length),
    'migrations-current': String(after?.upToDate ?? false),
    result: JSON.stringify(short(outcome, place)),
    'summary-file': files.summary,
    'report-file': files.report,
    'sql-file': files.sql ?? '',
  };
}

function short({ ok, code, exitCode, revisions, findings }: Outcome, place: (path: string) => string | null): object {
  return {
    ok,
    code,
    exitCode,
    revisions: revisions
      .slice(-MOST_REVISIONS)
      .map(({ revision, message, result, legs }) => ({ revision, message, result, ...legs })),
    findings: findings.slice(0, MOST_FINDINGS).map(({ sql: _sql, message, remedy, path, ...rest }) => ({
      ...rest,
      remedy: remedy === null ? null : withoutUrls(remedy),
      path: path === null ? null : (place(path) ?? path),
      message: withoutUrls(message).slice(0, LONGEST),
    })),
  };
}

// What is left says which server and which database.
function withoutUrls(text: string): string {
  return text.replace(/\bpostgres(?:ql)?:\/\/(?:[^\s/@]*@)?/gi, '');
}
