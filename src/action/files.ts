import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Outcome } from './outcome.ts';
import type { LeftFiles } from './outputs.ts';
import type { Story } from './story.ts';

/** Writes what a step leaves into its folder. `hide`: every text with the secrets masked. */
export function leaveFiles(
  folder: string,
  { story, outcome, summary }: { readonly story: Story; readonly outcome: Outcome; readonly summary: string },
  hide: (text: string) => string,
): LeftFiles {
  const write = (name: string, text: string) => {
    const file = join(folder, name);
    writeFileSync(file, text);
    return file;
  };
  const sql = outcome.revisions.filter((told) => told.sql.length > 0);
  const calls = story.calls.map(({ args, exitCode, document, error }) => ({ args, exitCode, document, error }));
  return {
    summary: write('summary.md', hide(summary)),
    report: write('report.json', hide(`${JSON.stringify({ ...outcome, notes: story.notes, calls }, null, 2)}\n`)),
    sql: story.scriptFile ?? (sql.length === 0 ? null : write('upgrade.sql', hide(sql.map(scriptOf).join('\n')))),
  };
}

function scriptOf({ revision, message, sql }: Outcome['revisions'][number]): string {
  return `-- ${revision} ${message}\n${sql.map((statement) => `${statement.replace(/;\s*$/, '')};\n`).join('')}`;
}

/** Adds to the job summary; false where there is none. */
export function appendSummary(file: string | undefined, text: string): boolean {
  if (!file) return false;
  appendFileSync(file, text);
  return true;
}
