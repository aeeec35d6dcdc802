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
  const { from, steps, warnings, statements } = summary;
  return { json: summary, text: statementLines(statements), run: { from, to: from, steps, warnings } };
}

/** Statements as SQL text, under the revision they are from, with their values in comments. */
export function statementLines(statements: DryRunSummary['statements']): readonly string[] {
  return statements.flatMap(({ revision, sql, values }, index) => [
    ...(statements[index - 1]?.revision === revision ? [] : [`-- ${revision}`]),
    `${sql.replace(/;\s*$/, '')};`,
    ...Object.entries(values ?? {}).map(([name, value]) => `--   ${name} = ${oneLine(value)}`),
  ]);
}

function oneLine(value: unknown): string {
  return (JSON.stringify(value) ?? String(value)).replaceAll('\n', ' ');
}
