import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { revisionFile } from '../support/history.ts';
import { createProject } from '../support/project.ts';

describe('windlass init', () => {
  for (const type of ['module', 'commonjs'] as const) {
    it(`writes a project whose first test passes, and fails when a revision does not reverse: ${type}`, async () => {
      const project = createProject({}, { type });
      try {
        assert.equal((await project.windlass(['init'])).code, 0);
        assert.equal((await project.windlass(['revision', '-m', 'first'])).code, 0);
        const { NODE_OPTIONS: _options, NODE_TEST_CONTEXT: _context, ...env } = process.env;
        const test = () => spawnSync(process.execPath, ['--test'], { cwd: project.folder, env, encoding: 'utf8' });
        const first = test();
        assert.equal(first.status, 0, first.stdout);
        const [id] = (await project.windlass(['heads', '--json'])).json<{ revision: string }[]>();
        project.write({
          'migrations/bad.mjs': revisionFile('bad00000', id?.revision ?? '', {
            up: "await op.createTable('left', { id: Sequelize.INTEGER });",
          }),
        });
        assert.equal(test().status, 1);
        assert.equal((await project.windlass(['init'])).code, 0);
        assert.ok(existsSync(join(project.folder, '.githooks/pre-commit')));
        assert.match(readFileSync(join(project.folder, 'windlass.config.ts'), 'utf8'), /defineConfig/);
      } finally {
        project.remove();
      }
    });
  }
});
