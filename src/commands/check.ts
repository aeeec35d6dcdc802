import type { CheckedDifference } from '../check/check.ts';
import type { Answer, Command } from './command.ts';
import { statusAnswer } from './status.ts';

/** `windlass check`. */
export const check: Command = {
  name: 'check',
  summary: 'compare the database with the models, and with what the last run left (exit 1 when they differ)',
  arguments: '',
  options: [
    { flags: '--models', description: 'only with the models' },
    { flags: '--database', description: 'only with the catalog as the last run left it' },
  ],
  examples: ['windlass check', 'windlass check --models', 'windlass check --database --json'],
  connects: true,
  run: async ({ migrator, options, report }): Promise<Answer> => {
    const both = (options.models === true) === (options.database === true);
    const { clean, differences, compared, behind } = await migrator.check({
      models: both || options.models === true,
      database: both || options.database === true,
    });
    if (behind !== null) {
      const { text } = statusAnswer(behind);
      const { pending, remedy } = behind;
      return { json: { clean, differences, code: 'PENDING', pending, remedy }, text, exitCode: 1 };
    }
    if (clean) {
      const what = compared.map((side) => NAMES[side]).join(' and ');
      report({ kind: 'notice', message: what === '' ? 'nothing was compared' : `the database is ${what}` });
      return { json: { clean, differences }, text: [] };
    }
    return { json: { clean, differences, code: 'DRIFT' }, text: lines(differences), exitCode: 1 };
  },
};

const NAMES: Readonly<Record<CheckedDifference['comparison'], string>> = {
  models: 'what the models say',
  database: 'as the last run left it',
};

const TITLES: Readonly<Record<CheckedDifference['comparison'], string>> = {
  models: 'The database is not what the models say:',
  database: 'The database is not as the last run left it:',
};

function lines(differences: readonly CheckedDifference[]): readonly string[] {
  return (['models', 'database'] as const).flatMap((comparison) => {
    const found = differences.filter((one) => one.comparison === comparison);
    return found.length === 0 ? [] : [TITLES[comparison], ...found.flatMap(differenceLines)];
  });
}

/** One difference for a person: what it is, and indented below it the SQL that would mend it. */
export function differenceLines({ detail, sql }: Pick<CheckedDifference, 'detail' | 'sql'>): readonly string[] {
  return [`- ${detail}`, ...(sql === '' ? [] : sql.split('\n').map((line) => `    ${line}`))];
}
