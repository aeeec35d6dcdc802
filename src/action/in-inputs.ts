import type { Outcome } from './outcome.ts';

/** What the words are about. */
export interface Words {
  /** Whether the database comes from the input. */
  readonly urlGiven: boolean;
  readonly workspace: string;
}

/** The outcome in the words of who has written the step: inputs for flags and variables of the command line, and paths from the repository's root. */
export function inInputs(outcome: Outcome, words: Words): Outcome {
  const findings = outcome.findings.map(({ message, remedy, ...rest }) => ({
    ...rest,
    message: said(message, words),
    remedy: remedy === null ? null : said(remedy, words),
  }));
  return { ...outcome, findings };
}

function said(text: string, { urlGiven, workspace }: Words): string {
  const inputs = text
    .replaceAll(`${workspace}/`, '')
    .replace(/--wait\b(?: \d\w*)?/g, 'the input wait-timeout')
    .replace(/--lock-timeout\b(?: \d\w*)?/g, 'the input lock-timeout')
    .replace(/--scratch (\S+)/g, 'WINDLASS_SCRATCH: $1 in the env of the step');
  if (!urlGiven && inputs === 'npm install sqlite3') return `${inputs}, or name the database: the input database-url`;
  return urlGiven ? inputs.replace(/\b(?:WINDLASS|DATABASE)_URL\b/g, 'the input database-url') : inputs;
}
