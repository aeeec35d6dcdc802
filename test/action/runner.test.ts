import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ActionStep, runAction, startAction } from './runner/action.ts';
import { GITHUB_PATIENCE } from './runner/cancel.ts';
import { type Job, openJob, spellings } from './runner/job.ts';
import { Refused } from './runner/step.ts';

const PASSWORD = 'p@ss/word';
const SHORT = { interruptMs: 300, terminateMs: 300 };

describe('the runner of the tests', () => {
  let folder = '';
  let job: Job;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'windlass-fixture-'));
    job = openJob(folder, { forbidden: spellings(PASSWORD) });
  });
  afterEach(() => {
    job.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const run = (main: string, step: ActionStep = {}, post = '') => {
    action(folder, main, post);
    return runAction(job, folder, step);
  };
  const refused = async (main: string, problem: RegExp, step: ActionStep = {}) =>
    assert.rejects(run(main, step), (error: Refused) => {
      assert.ok(error instanceof Refused, String(error));
      assert.match(error.problems.join('\n'), problem);
      return true;
    });

  it('runs an action under Node 24 with defaults and inputs, from the root of the workspace', async () => {
    const { log, conclusion } = await run(
      'console.log(process.version, process.env["INPUT_WORKING-DIRECTORY"], process.env.INPUT_PLAIN, process.cwd())',
      { with: { plain: 'given' } },
    );
    assert.match(log, /^v24\.\d+\.\d+ \. given /);
    assert.ok(log.endsWith(folder));
    assert.equal(conclusion, 'success');
  });

  it('gives no variable of the tests themselves', async () => {
    const { log } = await run('console.log(JSON.stringify(process.env))');
    assert.doesNotMatch(log, /WINDLASS_TEST|DATABASE_URL|npm_/);
    assert.match(log, /"GITHUB_ACTIONS":"true"/);
  });

  it('leaves the standard input open and silent, so that a question would wait for ever', async () => {
    const { log } = await run(
      'process.stdin.on("end", () => console.log("closed")).resume(); setTimeout(() => process.exit(0), 200)',
    );
    assert.equal(log, '');
  });

  it('collects annotations, groups, outputs, summary and state, and gives the state to the post step', async () => {
    writeFileSync(join(folder, 'a.ts'), '1\n2\n3\n');
    const result = await run(
      `console.log('::group::one\\n::error file=${folder}/a.ts,line=2,title=a%3Ab::first%0Asecond 100%25\\n::endgroup::');
       const { appendFileSync } = require('node:fs');
       appendFileSync(process.env.GITHUB_OUTPUT, 'said<<END\\none\\ntwo\\nEND\\nother=x\\n'.replace('other=x', ''));
       appendFileSync(process.env.GITHUB_STATE, 'pid=42\\n');
       appendFileSync(process.env.GITHUB_STEP_SUMMARY, '# Hello');
       process.exitCode = 3;`,
      {},
      'console.log("state", process.env.STATE_pid, process.env.INPUT_PLAIN)',
    );
    assert.deepEqual(result.annotations, [
      { level: 'error', message: 'first\nsecond 100%', title: 'a:b', file: 'a.ts', line: 2 },
    ]);
    assert.deepEqual(result.outputs, { said: 'one\ntwo' });
    assert.deepEqual([result.groups, result.summary], [['one'], '# Hello']);
    assert.deepEqual([result.exitCode, result.conclusion], [3, 'failure']);
    assert.equal(result.post?.log, 'state 42 default');
  });

  it('hides what is masked from then on, in both streams', async () => {
    const { log } = await run(
      'console.log("::add-mask::hidden%25x"); console.log("a hidden%x"); console.error("b hidden%x")',
    );
    assert.deepEqual(log.split('\n').sort(), ['a ***', 'b ***']);
  });

  it('refuses a secret in the log, in each spelling, and one that is masked too late', async () => {
    for (const spelling of spellings(PASSWORD))
      await refused(`console.log('at ${spelling}')`, /a secret stands in the log/);
    await refused(`console.error('at ${PASSWORD}')`, /a secret stands in the log/);
    await refused(
      `console.log('at ${PASSWORD}'); console.log('::add-mask::${PASSWORD}')`,
      /a secret stands in the log/,
    );
  });

  it('refuses a secret in an output or in the summary, masked or not', async () => {
    const write = (file: string, text: string) =>
      `console.log('::add-mask::${PASSWORD}'); require('node:fs').appendFileSync(process.env.${file}, '${text}\\n')`;
    await refused(write('GITHUB_OUTPUT', `said=${PASSWORD}`), /a secret stands in said/);
    await refused(write('GITHUB_STEP_SUMMARY', PASSWORD), /a secret stands in the summary/);
  });

  it('refuses inputs and outputs that action.yml does not declare', async () => {
    await refused('', /Unexpected input\(s\): plan/, { with: { plan: 'x' } });
    await refused(`require('node:fs').appendFileSync(process.env.GITHUB_OUTPUT, 'sad=1\\n')`, /the output sad is not/);
  });

  it('refuses an eleventh annotation of a type, and ten of each are fine', async () => {
    const say = (count: number) =>
      `for (let at = 0; at < ${count}; at++) for (const level of ['error', 'warning']) console.log('::' + level + '::x');`;
    assert.equal((await run(say(10))).annotations.length, 20);
    await refused(say(11), /11 annotations of type error[\s\S]*11 annotations of type warning/);
  });

  it('refuses annotations of no file, of a line that is not there, and of more than GitHub shows', async () => {
    writeFileSync(join(folder, 'a.ts'), '1\n2\n');
    await refused(`console.log('::error file=b.ts,line=1::x')`, /b\.ts is annotated/);
    await refused(
      `console.log('::error file=../../etc/hostname,line=1::x')`.replace('etc/hostname', 'nothing'),
      /is annotated/,
    );
    await refused(`console.log('::error file=a.ts,line=4::x')`, /a\.ts has 3 lines, and line 4/);
    await refused(`console.log('::error file=a.ts,line=0::x')`, /line 0/);
    await refused(`console.log('::error::' + 'x'.repeat(4097))`, /4097 characters/);
  });

  it('refuses a summary above 1 MiB', async () => {
    const write = (bytes: number) =>
      `require('node:fs').writeFileSync(process.env.GITHUB_STEP_SUMMARY, 'x'.repeat(${bytes}))`;
    assert.equal((await run(write(1_048_576))).summary.length, 1_048_576);
    await refused(write(1_048_577), /1048577 bytes/);
  });

  it('refuses commands that GitHub has turned off, and files of another form', async () => {
    await refused(`console.log('::set-output name=said::x')`, /::set-output::/);
    await refused(
      `require('node:fs').appendFileSync(process.env.GITHUB_OUTPUT, 'nothing\\n')`,
      /invalid format: nothing/,
    );
    await refused(`require('node:fs').appendFileSync(process.env.GITHUB_OUTPUT, 'said<<END\\nx\\n')`, /no line "END"/);
  });

  it('takes nothing for a command between ::stop-commands:: and its token', async () => {
    const { annotations } = await run(
      `console.log('::stop-commands::token\\n::error::not heard\\n::token::\\n::error::heard')`,
    );
    assert.deepEqual(
      annotations.map(({ message }) => message),
      ['heard'],
    );
  });

  it('cancels by SIGINT to the entry process alone, and runs the post step then', async () => {
    action(
      folder,
      `require('node:child_process').spawn(process.execPath, ['-e', 'process.on("SIGINT", () => console.log("child heard")); setTimeout(() => process.exit(), 400); console.log("ready")'], { stdio: 'inherit' });
      process.on('SIGINT', () => { console.log('entry heard'); process.exitCode = 1; }); setTimeout(() => undefined, 250)`,
      'console.log("post")',
    );
    const started = await startAction(job, folder);
    await started.hears('ready');
    assert.equal(await started.cancel(), 'SIGINT');
    const { log, conclusion } = await started.ended;
    assert.equal(log, 'ready\nentry heard');
    assert.equal(conclusion, 'cancelled');
    assert.equal((await started.post())?.log, 'post');
  });

  it('goes on to SIGTERM and kills the whole tree of a step that does not listen', async () => {
    const deaf = `process.on('SIGINT', () => console.log('int')); process.on('SIGTERM', () => console.log('term')); setInterval(() => undefined, 1000);`;
    action(
      folder,
      `${deaf} require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000); console.log("ready")'], { stdio: 'inherit' })`,
    );
    const started = await startAction(job, folder);
    await started.hears('ready');
    assert.equal(await started.cancel(SHORT), 'SIGKILL');
    assert.equal((await started.ended).log, 'ready\nint\nterm');
    assert.equal(job.close(), 0);
    job = openJob(folder);
  });

  it('waits as long as GitHub does: 7.5 and 2.5 seconds', () =>
    assert.deepEqual(GITHUB_PATIENCE, { interruptMs: 7_500, terminateMs: 2_500 }));

  it('finds and ends what a step leaves running', async () => {
    await run(
      `require('node:child_process').spawn(process.execPath, ['-e', 'setTimeout(() => undefined, 60000)'], { stdio: 'ignore', detached: true }).unref()`,
    );
    assert.equal(job.close(), 1);
    job = openJob(folder);
  });

  it('wants an action.yml, and the files that it names', async () => {
    await assert.rejects(runAction(job, folder), /did you forget to run actions\/checkout/);
    action(folder, '', '', 'nowhere.js');
    await assert.rejects(runAction(job, folder), /File not found: nowhere\.js/);
  });
});

// An action whose steps are those programs.
function action(folder: string, main: string, post: string = '', entry = 'main.cjs'): void {
  writeFileSync(join(folder, 'main.cjs'), main);
  writeFileSync(join(folder, 'post.cjs'), post);
  writeFileSync(
    join(folder, 'action.yml'),
    `name: fixture
description: for the runner's own tests
inputs: { plain: { description: x, default: default }, working-directory: { description: x, default: . } }
outputs: { said: { description: x } }
runs: { using: node24, main: ${entry}, post: post.cjs }
`,
  );
}
