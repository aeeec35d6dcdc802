import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { createMigrator } from '../../src/index.ts';
import { line } from '../support/history.ts';
import { createProject } from '../support/project.ts';

describe('the library', () => {
  it('takes a folder relative to the working directory as the project', async () => {
    const project = createProject(line(1));
    try {
      const migrator = createMigrator({ url: 'sqlite:./app.db' }, { directory: relative(resolve(), project.folder) });
      await migrator.upgrade();
      assert.ok(existsSync(join(project.folder, 'app.db')));
      assert.equal((await migrator.check({ models: false })).clean, true);
    } finally {
      project.remove();
    }
  });
});
