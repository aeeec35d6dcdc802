import { Usage } from '../errors.ts';
import type { ListedSeed, SeedRun, TriedSeedRun } from '../seeding.ts';
import type { TriedSeed } from '../seeds/check.ts';
import type { Answer, Command, CommandContext } from './command.ts';
import { listOption } from './lines.ts';
import { DRY_RUN, statementLines } from './transaction.ts';

/** `windlass seed`. */
export const seed: Command = {
  name: 'seed',
  summary:
    'run the seeds that have not run yet, or whose text has changed; "seed status" lists them (exit 1 when one is pending)',
  arguments: '[status]',
  options: [
    { flags: '--only <name...>', description: 'these seeds alone, without number and extension where that is clear' },
    { flags: '--undo [name...]', description: 'take these seeds back, or the newest one' },
    {
      flags: '--check',
      description: 'run each seed twice, roll both back, and exit 1 when a second run changes a row',
    },
    DRY_RUN,
    { flags: '--allow-behind', description: 'run them although revisions are pending' },
    { flags: '--allow-ahead', description: 'pass when the database holds revisions that no file here describes' },
  ],
  examples: [
    'windlass seed',
    'windlass seed --env development',
    'windlass seed --only rooms',
    'windlass seed --dry-run',
    'windlass seed --check --json',
    'windlass seed --undo',
    'windlass seed --undo rooms',
    'windlass seed status',
  ],
  connects: true,
  run: async (context) => {
    const { args, options, migrator } = context;
    refuseTogether(context);
    if (args[0] === 'status') return statusAnswer(await migrator.seeds());
    const choice = { only: listOption(options.only), allowBehind: options.allowBehind === true };
    const dryRun = options.dryRun === true;
    if (options.check === true) return checkAnswer(await migrator.checkSeeds(choice), context);
    if (options.undo !== undefined) {
      const names = options.undo === true ? [] : listOption(options.undo);
      return runAnswer(await migrator.undoSeeds(names, { dryRun }), context);
    }
    return runAnswer(await (dryRun ? migrator.trySeed(choice) : migrator.seed(choice)), context);
  },
};

function refuseTogether({ args, options }: CommandContext): void {
  if (args[0] !== undefined && args[0] !== 'status')
    throw new Usage(`windlass seed knows no "${args[0]}"`, `windlass seed --only ${args[0]}, or windlass seed status`);
  const [first, second] = [
    ...(args[0] === 'status' ? ['status'] : []),
    ...(options.undo === undefined ? [] : ['--undo']),
    ...(options.check === true ? ['--check'] : []),
  ];
  if (second !== undefined) throw new Usage(`${first} and ${second} do not go together`, 'windlass seed --help');
  if (options.only !== undefined && (first === '--undo' || first === 'status'))
    throw new Usage(`${first} and --only do not go together`, 'windlass seed --undo NAME');
}

function runAnswer(done: SeedRun | TriedSeedRun, { report }: CommandContext): Answer {
  if (done.seeds.length === 0) report({ kind: 'notice', message: 'nothing to do: no seed has work to do' });
  const steps = done.seeds.map(({ seed: revision, ...rest }) => ({ revision, ...rest }));
  const run = { from: [], to: [], steps, warnings: done.warnings };
  const text = 'dryRun' in done ? statementLines(done.statements) : [];
  return { json: done, text, run };
}

function checkAnswer(tried: readonly TriedSeed[], { report }: CommandContext): Answer {
  const bad = tried.filter(({ result }) => result === 'not-idempotent');
  const ok = bad.length === 0;
  const again = tried.filter(({ result }) => result === 'ok').map(({ seed: name }) => name);
  const once = tried.filter(({ result }) => result === 'not-tried').map(({ seed: name }) => name);
  if (ok && again.length > 0)
    report({ kind: 'notice', message: `a second run of ${again.join(', ')} changes nothing` });
  if (once.length > 0)
    report({ kind: 'notice', message: `run once here, as a seeder of sequelize-cli always is: ${once.join(', ')}` });
  const text = bad.flatMap(({ seed: name, differences }) => [
    `${name} is not idempotent: its second run changes rows`,
    ...differences.map(({ table, detail }) => `  ${table === null ? '' : `${table}: `}${detail}`),
  ]);
  return { json: { ok, ...(ok ? {} : { code: 'VERIFY' }), seeds: tried }, text, exitCode: ok ? 0 : 1 };
}

const MARKS: Readonly<Record<ListedSeed['state'], string>> = {
  applied: 'applied',
  pending: 'pending',
  changed: 'changed (runs again)',
  edited: 'edited (does not run again)',
  elsewhere: 'not for this environment',
  missing: 'applied, no file',
};

function statusAnswer({
  environment,
  seeds,
}: {
  readonly environment: string | null;
  readonly seeds: readonly ListedSeed[];
}): Answer {
  const pending = seeds.filter(({ state }) => state === 'pending' || state === 'changed').map(({ seed: name }) => name);
  const width = Math.max(0, ...seeds.map(({ seed: name }) => name.length));
  const text = seeds.map(({ seed: name, state, environments, appliedAt }) => {
    const place = environments.length === 0 ? '' : `  [${environments.join(', ')}]`;
    return `${name.padEnd(width)}  ${MARKS[state]}${appliedAt === null ? '' : `  ${appliedAt}`}${place}`;
  });
  const code = pending.length === 0 ? {} : { code: 'PENDING' };
  return { json: { environment, seeds, pending, ...code }, text, exitCode: pending.length === 0 ? 0 : 1 };
}
