import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Documents } from './documents.ts';
import type { ActionCommand } from './inputs.ts';
import type { Stage } from './stage.ts';
import { backAndForth } from './stages/back-and-forth.ts';
import { compare } from './stages/compare.ts';
import { downgrade, upgrade } from './stages/migrate.ts';
import { begin, conclude } from './stages/position.ts';
import { prove } from './stages/prove.ts';
import { seed } from './stages/seeds.ts';

/** What each command of the Action does: calls of the command line, one after the other. */
export const ACTION_COMMANDS: Readonly<Record<ActionCommand, (stage: Stage) => Promise<void>>> = {
  /*
   * The proof comes from a scratch database: only there are rows that a down could lose, and what it finds harms nothing. Then the database itself goes down one and
   * up again, with real commits, which no trial in a transaction can stand for. In this order a revision that is proved wrong is never taken back here.
   */
  'round-trip': async (stage) => {
    const targets = targetsUp(stage);
    await begin(stage);
    await upgrade(stage, targets);
    const proved = await prove(stage);
    await backAndForth(stage, proved, targets);
    if (stage.inputs.seed) await seed(stage);
    await compare(stage);
    await conclude(stage, { judge: stage.inputs.target === null && stage.inputs.steps === null });
  },
  upgrade: async (stage) => {
    await begin(stage);
    await upgrade(stage, targetsUp(stage));
    await conclude(stage, { judge: false });
  },
  downgrade: async (stage) => {
    const { target, steps } = stage.inputs;
    await begin(stage);
    await downgrade(stage, target ?? `-${steps ?? 1}`);
    await conclude(stage, { judge: false });
  },
  verify: async (stage) => {
    await begin(stage);
    await prove(stage, stage.inputs.target);
  },
  check: async (stage) => {
    await begin(stage);
    await compare(stage);
    await conclude(stage, { judge: true });
  },
  status: async (stage) => {
    await begin(stage);
    await conclude(stage, { judge: true });
  },
  seed: async (stage) => {
    await begin(stage);
    await seed(stage);
  },
  sql: async (stage) => {
    const file = join(stage.folder, 'upgrade.sql');
    const range = stage.inputs.target === null ? [] : [stage.inputs.target];
    await begin(stage);
    await stage.demand<Documents['script']>(['upgrade', '--sql', ...range, '--output', file]);
    stage.story.scriptFile = file;
    stage.story.script = readFileSync(file, 'utf8');
  },
};

function targetsUp({ inputs: { target, steps } }: Stage): readonly string[] {
  if (steps !== null) return [`+${steps}`];
  return target === null ? [] : target.split(/\s+/);
}
