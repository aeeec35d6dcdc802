import { existsSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { splitStatements } from '../dialects/sql-text.ts';
import { ConfigInvalid, Irreversible } from '../errors.ts';
import type { Direction } from '../events.ts';
import type { Revision } from '../graph/revision.ts';
import { lineAt } from '../revisions/header.ts';
import { exportsOf, importFile, type RevisionModule } from '../revisions/import.ts';
import type { RunContext } from '../runner/context.ts';
import type { Step } from '../runner/work.ts';
import type { Operations } from '../sequelize/operations.ts';
import type { Session } from '../sequelize/session.ts';
import { loadRows } from './data.ts';
import { stem } from './load.ts';
import type { Seed } from './seed.ts';

type Work = RevisionModule['up'];

/** The steps of those seeds, their modules imported. Throws CONFIG_INVALID for one that does not load, IRREVERSIBLE for one without undo. */
export async function seedSteps(
  seeds: readonly Seed[],
  direction: Direction,
  session: Session,
  context: RunContext,
): Promise<readonly Step[]> {
  const steps: Step[] = [];
  for (const seed of seeds) steps.push(await seedStep(seed, direction, session, context));
  return steps;
}

async function seedStep(seed: Seed, direction: Direction, session: Session, context: RunContext): Promise<Step> {
  const { run, undo, self, form, calls } = await functions(seed, session, context);
  if (direction === 'down' && undo === undefined) throw withoutUndo(seed, relative(context.directory, seed.path));
  return {
    revision: revisionOf(seed, form),
    module: { up: run, down: undo, self },
    direction,
    seed: { call: calls[direction === 'up' ? 0 : 1] },
  };
}

interface Functions {
  readonly run: Work;
  readonly undo: Work | undefined;
  readonly self: object;
  readonly form: Revision['form'];
  /** How both are called in the file. */
  readonly calls: readonly [string, string];
}

async function functions(seed: Seed, session: Session, context: RunContext): Promise<Functions> {
  if (seed.form === 'module') return moduleFunctions(seed, context);
  const run = seed.form === 'sql' ? runSql(seed.path, context) : loadRows(seed, session, context);
  const back = `${stem(seed.path)}.undo.sql`;
  const undo = existsSync(back) ? runSql(back, context) : undefined;
  return { run, undo, self: {}, form: 'windlass', calls: ['run', 'undo'] };
}

// `run` and `undo` are ours; `up` and `down` are a seeder of sequelize-cli, which gets what it gets there.
async function moduleFunctions({ path }: Seed, { directory }: RunContext): Promise<Functions> {
  const found = exportsOf(await importFile(path, { directory }), ['run', 'up']) as Record<string, Work> | null;
  if (found === null)
    throw new ConfigInvalid(
      `${relative(directory, path)} exports neither run() nor up()`,
      'export async function run(op) { … }',
    );
  const ours = typeof found.run === 'function';
  const [first, second] = ours ? (['run', 'undo'] as const) : (['up', 'down'] as const);
  const undo = found[second];
  return {
    run: found[first] as Work,
    undo: typeof undo === 'function' ? undo : undefined,
    self: found,
    form: ours ? 'windlass' : 'sequelize-cli',
    calls: [first, second],
  };
}

// A failure says the line of its statement, as that of a module says the line of its call.
function runSql(path: string, { dialect }: RunContext): Work {
  return async (given) => {
    const op = given as Operations;
    const text = readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
    let from = 0;
    for (const { sql } of splitStatements(text, dialect.name)) {
      const at = Math.max(from, text.indexOf(sql, from));
      from = at + sql.length;
      await op.execute(sql).catch((error: unknown) => {
        if (error instanceof Error) error.stack = `${error.name}: ${error.message}\n    at ${path}:${lineAt(text, at)}`;
        throw error;
      });
    }
  };
}

function revisionOf(seed: Seed, form: Revision['form']): Revision {
  const { name: id, path, checksum, message } = seed;
  const alone = { parents: [], dependsOn: [], labels: [], transaction: true, irreversible: null };
  return { id, path, checksum, message, doc: message, form, ...alone };
}

function withoutUndo({ name, form }: Seed, shown: string): Irreversible {
  return new Irreversible(
    `${name} has no undo`,
    form === 'module'
      ? `write undo() in ${shown}; nothing was changed`
      : `write ${stem(shown)}.undo.sql; nothing was changed`,
  );
}
