import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runWorkflow, type WorkflowOptions } from './runner/workflow.ts';
import { createWorkspace, type Workspace } from './workspace.ts';

const ACTION = {
  'action.yml': `name: fixture
description: for the interpreter's own tests
inputs: { database-url: { description: x }, fail: { description: x } }
outputs: { said: { description: x } }
runs: { using: node24, main: main.cjs, post: main.cjs }
`,
  'main.cjs': `const { appendFileSync } = require('node:fs');
console.log('url', process.env['INPUT_DATABASE-URL'], process.env.OWN);
appendFileSync(process.env.GITHUB_OUTPUT, 'said=hello\\n');
process.exitCode = Number(process.env.INPUT_FAIL);
`,
};

describe('the interpreter of workflows', () => {
  let workspace: Workspace;
  let options: WorkflowOptions;
  beforeEach(() => {
    workspace = createWorkspace(ACTION);
    options = { workspace: workspace.folder, action: workspace.folder, packages: workspace.folder };
  });
  afterEach(() => workspace.remove());

  const run = (steps: string, more: Partial<WorkflowOptions> = {}, job = '') =>
    runWorkflow(`on: push\nenv: { EVERYWHERE: w }\njobs:\n  one:\n    runs-on: x\n${job}    steps:\n${steps}`, {
      ...options,
      ...more,
    });
  const log = (outcome: Awaited<ReturnType<typeof run>>) => outcome.steps.map(({ result }) => result?.log ?? '-');

  it('runs steps in order, with outputs, environment and conditions', async () => {
    const outcome = await run(`
      - uses: actions/checkout@v7
      - id: first
        uses: ./
        env: { OWN: mine }
        with: { database-url: "sqlite:\${{ github.workspace }}/x" }
      - run: echo "$EVERYWHERE $SAID" && echo "NEXT=later" >> "$GITHUB_ENV"
        env: { SAID: "\${{ steps.first.outputs.said }}" }
      - run: echo $NEXT
        if: steps.first.outputs.said == 'other'
      - run: echo $NEXT
        if: \${{ steps.first.outcome == 'success' }}
`);
    assert.equal(outcome.conclusion, 'success');
    assert.deepEqual(log(outcome), ['', `url sqlite:${workspace.folder}/x mine`, 'w hello', '-', 'later']);
    assert.equal(outcome.posts.length, 1);
  });

  it('skips what follows a failure, but for always() and failure(), and fails', async () => {
    const outcome = await run(`
      - run: exit 3
      - run: echo not this
      - run: echo this
        if: always()
      - run: echo that
        if: failure() && github.event_name == 'pull_request'
      - run: echo nor this
        if: success()
`);
    assert.deepEqual(
      outcome.steps.map((step) => step.outcome),
      ['failure', 'skipped', 'success', 'success', 'skipped'],
    );
    assert.equal(outcome.conclusion, 'failure');
  });

  it('goes on after a step that may fail', async () => {
    const outcome = await run(
      '      - { uses: OWNER/windlass@v1, with: { fail: 6 }, continue-on-error: true }\n      - run: echo on\n',
    );
    assert.deepEqual([outcome.conclusion, log(outcome)[1]], ['success', 'on']);
  });

  it('stops a script at its first error, and in a pipe where its shell is named', async () => {
    const outcome = await run(`
      - run: |
          false | true
          false
          echo no
        continue-on-error: true
      - run: false | true
        shell: bash
`);
    assert.deepEqual(
      outcome.steps.map((step) => step.outcome),
      ['failure', 'failure'],
    );
  });

  it('installs for npm ci only where a lockfile is, in the folder of the step', async () => {
    const steps = '      - { run: npm ci && ls -d node_modules, working-directory: app }\n';
    const without = await run(steps.replace('app', '.'));
    assert.equal(without.conclusion, 'success');
    workspace.write({ 'app/package.json': '{}' });
    const outcome = await run(steps);
    assert.match(log(outcome)[0] ?? '', /existing package-lock\.json/);
  });

  it('writes down calls of gh, which wants a token', async () => {
    writeFileSync(join(workspace.folder, 'body.md'), '# Done');
    const call = 'run: gh pr comment 7 --body-file body.md';
    assert.match(log(await run(`      - ${call}`))[0] ?? '', /set the GH_TOKEN/);
    const outcome = await run(`      - ${call}\n        env: { GH_TOKEN: "\${{ secrets.GITHUB_TOKEN }}" }`);
    assert.deepEqual(outcome.calls, [{ args: ['pr', 'comment', '7', '--body-file', 'body.md'], body: '# Done' }]);
  });

  it('masks secrets, and refuses a URL that is made of them and shown', async () => {
    const secrets = { URL: 'postgres://a:p%40ss:w%2Frd-Sekret-9@h/d' };
    const shown = await run(`      - { uses: ./, with: { database-url: "\${{ secrets.URL }}" } }`, { secrets });
    assert.deepEqual(log(shown), ['url *** undefined']);
    const password = { PASSWORD: 'p@ss:w/rd-Sekret-9' };
    await assert.doesNotReject(
      run(`      - { uses: ./, with: { database-url: "\${{ secrets.PASSWORD }}" } }`, { secrets: password }),
    );
    await assert.rejects(
      run('      - { uses: ./, with: { database-url: "postgres://a:p%40ss%3Aw%2Frd-Sekret-9@h/d" } }', {
        secrets: password,
      }),
      /a secret stands in the log/,
    );
  });

  it('starts the PostgreSQL of a service, which wants the right password', async () => {
    const service = `    services:
      db: { image: "postgres:18", env: { POSTGRES_USER: app, POSTGRES_PASSWORD: right, POSTGRES_DB: shop }, ports: ["5432:5432"] }
`;
    writeFileSync(join(workspace.folder, 'ask.cjs'), ASK);
    const ask = (url: string) => `      - run: node ask.cjs ${url}\n        continue-on-error: true\n`;
    const outcome = await run(
      ask('postgres://app:right@localhost:5432/shop') +
        ask('postgres://app:wrong@localhost:5432/shop') +
        ask('postgres://app:right@localhost:5433/shop'),
      {},
      service,
    );
    assert.deepEqual(log(outcome), ['app shop', '28P01', 'ECONNREFUSED']);
    await assert.rejects(
      run('', {}, '    services: { db: { image: "postgres:18" } }\n'),
      /does not start without POSTGRES_PASSWORD/,
    );
  });

  it('refuses actions, services and jobs that it knows nothing of', async () => {
    await assert.rejects(run('      - uses: someone/else@v1'), /no stand-in for someone\/else@v1/);
    await assert.rejects(run('', {}, '    services: { db: { image: redis } }\n'), /no stand-in for the service redis/);
    await assert.rejects(run('', { job: 'two' }), /the jobs one: say which/);
  });
});

const ASK = `const { createRequire } = require('node:module');
const pg = createRequire(${JSON.stringify(import.meta.filename)})('pg');
const client = new pg.Client(process.argv[2]);
client.connect()
  .then(() => client.query('SELECT current_user AS u, current_database() AS d'))
  .then(({ rows }) => (console.log(rows[0].u, rows[0].d), client.end()))
  .catch((error) => console.log(error.code));
`;
