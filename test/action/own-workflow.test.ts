import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runWorkflow } from './runner/workflow.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

describe('our own workflow, with the action on the demo', () => {
  let workspace = '';
  before(() => {
    workspace = mkdtempSync(join(tmpdir(), 'windlass-own-'));
    const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], { cwd: ROOT, encoding: 'utf8' });
    for (const path of files.split('\n'))
      if (path !== '' && existsSync(join(ROOT, path))) cpSync(join(ROOT, path), join(workspace, path));
  });
  after(() => rmSync(workspace, { recursive: true, force: true }));

  for (const [job, matrix] of [
    ['sqlite', { node: '24' }],
    ['postgres', { node: '24', postgres: '18' }],
  ] as const)
    it(`passes: ${job}`, async () => {
      const text = readFileSync(join(ROOT, '.github/workflows/ci.yml'), 'utf8');
      const packages = join(ROOT, 'node_modules');
      const { conclusion, steps, posts, orphans } = await runWorkflow(text, {
        workspace,
        action: workspace,
        packages,
        job,
        matrix,
      });
      const logs = steps.map(({ name, result }) => `--- ${name}\n${result?.log}`).join('\n');
      assert.deepEqual([conclusion, orphans, posts.length], ['success', 0, 1], logs);
      const action = steps.find(({ name }) => name === './')?.result;
      assert.deepEqual(action?.annotations, []);
      assert.equal(action?.outputs['pending-count'], '0');
    });
});
