import type { DryRunSummary } from '../migrator.ts';
import type { Answer, CommandOption } from './command.ts';

/** The option of `upgrade` and `downgrade` that says how their steps stand. */
export const TRANSACTION: CommandOption = {
  flags: '--transaction <each|all>',
  description: 'a transaction for each step, or one for all of them (default: each)',
};

/** The option of `upgrade` and `downgrade` that keeps nothing. */
export const DRY_RUN: CommandOption = {
  flags: '--dry-run',
  description: 'run everything in one transaction, show the statements, and roll it back',
};

/** The answer of a dry run: the statements that ran, under the revision they are from. */
export function dryRunAnswer(summary: DryRunSummary): Answer {
  const { statements } = summary;
  const text = statements.flatMap(({ revision, sql, values }, index) => [
    ...(statements[index - 1]?.revision === revision ? [] : [`-- ${revision}`]),
    `${sql.replace(/;\s*$/, '')};`,
    ...Object.entries(values ?? {}).map(([name, value]) => `--   ${name} = ${oneLine(value)}`),
  ]);
  const { from, steps, warnings } = summary;
  return { json: summary, text, run: { from, to: from, steps, warnings } };
}

function oneLine(value: unknown): string {
  return (JSON.stringify(value) ?? String(value)).replaceAll('\n', ' ');
}
