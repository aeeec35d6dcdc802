import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { GOOD, sequelizeCli } from './histories.ts';
import { languageService } from './language-service.ts';
import { actionCheckout } from './packages.ts';
import { type JobOutcome, runWorkflow } from './runner/workflow.ts';
import { installed } from './stage.ts';
import { createWorkspace, type Workspace, type WorkspaceOptions } from './workspace.ts';

const README = readFileSync(join(fileURLToPath(new URL('../..', import.meta.url)), 'README.md'), 'utf8');
const SECTION = /^## GitHub Action\n([\s\S]*?)(?=^## )/m.exec(README)?.[1] ?? '';
/** The whole workflows of the section, by the heading above them. */
const workflows = new Map(
  `### Minimal\n${SECTION}`.split(/^### /m).flatMap((part) => {
    const [, title = '', text = ''] = /^(.+)\n[\s\S]*?```yaml\n(name:[\s\S]*?)```/.exec(part) ?? [];
    return title === '' ? [] : [[title, text] as const];
  }),
);

describe("the README's workflows", () => {
  let workspace: Workspace | null = null;
  afterEach(() => workspace?.remove());

  const run = (
    title: string,
    files: Readonly<Record<string, string>>,
    packages: string,
    options: WorkspaceOptions = {},
  ) => {
    workspace = createWorkspace(files, options);
    return runWorkflow(workflows.get(title) ?? '', { workspace: workspace.folder, action: actionCheckout(), packages });
  };

  it('are five, and what GitHub takes', async () => {
    const validate = await languageService();
    assert.deepEqual([...workflows.keys()], TITLES);
    for (const [title, text] of workflows) assert.deepEqual(await validate('.github/workflows/x.yml', text), [], title);
  });

  it('minimal: a project with Windlass passes, on SQLite', async () => {
    const { 'seeds/010_rooms.json': _seed, ...withoutSeeds } = GOOD;
    const outcome = await run('Minimal', withoutSeeds, installed('sqlite'));
    passed(outcome);
    assert.match(actionOf(outcome)?.summary ?? '', /b0000000/);
  });

  it('PostgreSQL: the step finds the service', async () => {
    const outcome = await run('On PostgreSQL', GOOD, installed('postgres'));
    passed(outcome);
    assert.match(actionOf(outcome)?.summary ?? '', /ADD COLUMN "stars" INTEGER/);
  });

  it('monorepo: the revisions of a package are proven, annotated from the root', async () => {
    const inPackage = Object.fromEntries(Object.entries(GOOD).map(([path, text]) => [`packages/api/${path}`, text]));
    passed(await run('In a monorepo', inPackage, installed('sqlite'), { project: 'packages/api' }));
    const broken = {
      ...inPackage,
      'packages/api/migrations/b_stars.js': `${GOOD['migrations/b_stars.js']}`.replace('addColumn', 'addColum'),
    };
    workspace?.remove();
    const outcome = await run('In a monorepo', broken, installed('sqlite'), { project: 'packages/api' });
    assert.equal(outcome.conclusion, 'failure');
    assert.equal(actionOf(outcome)?.annotations[0]?.file, 'packages/api/migrations/b_stars.js');
  });

  it('sequelize-cli: a project without Windlass passes', async () => {
    const options = { project: 'server', type: 'commonjs' } as const;
    passed(await run('In a sequelize-cli project', sequelizeCli('server'), installed('postgres', false), options));
  });

  it('comment: gh is called with the summary, after a failure, too', async () => {
    const call = ['pr', 'comment', '7', '--edit-last', '--create-if-none', '--body-file'];
    for (const [files, conclusion] of [
      [GOOD, 'success'],
      [
        { ...GOOD, 'migrations/b_stars.js': `${GOOD['migrations/b_stars.js']}`.replace('removeColumn', 'noColumn') },
        'failure',
      ],
    ] as const) {
      const outcome = await run('A comment on the pull request', files, installed('sqlite'));
      assert.equal(outcome.conclusion, conclusion);
      assert.deepEqual(
        outcome.calls.map(({ args }) => args.slice(0, -1)),
        [call],
      );
      assert.equal(outcome.calls[0]?.body?.trim(), actionOf(outcome)?.summary.trim());
      workspace?.remove();
    }
  });
});

const TITLES = [
  'Minimal',
  'On PostgreSQL',
  'In a monorepo',
  'In a sequelize-cli project',
  'A comment on the pull request',
];

function passed({ conclusion, steps, posts, orphans }: JobOutcome): void {
  const logs = steps.map(({ name, result }) => `--- ${name}\n${result?.log}`).join('\n');
  assert.deepEqual([conclusion, orphans], ['success', 0], logs);
  assert.deepEqual(
    posts.map((post) => post?.conclusion),
    ['success'],
  );
}

function actionOf({ steps }: JobOutcome) {
  return steps.find(({ name }) => name.includes('windlass@'))?.result;
}
