import type { CheckedDifference } from '../check/check.ts';
import { SILENT_FILE } from '../check/silent-file.ts';
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
    {
      flags: '--scratch <url>',
      description: 'where to try the models when this user may make no schemas (PostgreSQL)',
    },
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
    const same = compared.filter((side) => !differences.some((one) => !isSilent(one) && one.comparison === side));
    const what = same.map((side) => NAMES[side]).join(' and ');
    if (what !== '') report({ kind: 'notice', message: `the database is ${what}` });
    if (compared.length === 0) report({ kind: 'notice', message: 'nothing was compared' });
    if (clean) return { json: { clean, differences }, text: [] };
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

const SILENT = 'Model files without a model, of which nothing was compared:';

const isSilent = ({ kind }: CheckedDifference) => kind === SILENT_FILE;

function lines(differences: readonly CheckedDifference[]): readonly string[] {
  const silent = differences.filter(isSilent);
  const parts = (['models', 'database'] as const).map((comparison) => {
    const found = differences.filter((one) => !isSilent(one) && one.comparison === comparison);
    return { title: TITLES[comparison], found };
  });
  return [...parts, { title: SILENT, found: silent }].flatMap(({ title, found }) =>
    found.length === 0 ? [] : [title, ...found.flatMap(differenceLines)],
  );
}

/** One difference for a person: what it is, and indented below it the SQL that would mend it. */
export function differenceLines({ detail, sql }: Pick<CheckedDifference, 'detail' | 'sql'>): readonly string[] {
  return [`- ${detail}`, ...(sql === '' ? [] : sql.split('\n').map((line) => `    ${line}`))];
}
