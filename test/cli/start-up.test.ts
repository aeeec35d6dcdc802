import assert from 'node:assert/strict';
import { databases } from '../support/databases.ts';
import { line } from '../support/history.ts';
import { createProject } from '../support/project.ts';

// Prints the files that were loaded when the process ends.
const SPY = `const Module = require('node:module'); const seen = []; const load = Module._load;
Module._load = function (request, ...rest) { seen.push(request); return load.call(this, request, ...rest); };
process.on('exit', () => require('node:fs').writeFileSync(process.env.SPY_FILE, JSON.stringify([...seen, ...Object.keys(require.cache)])));`;

for (const kind of databases()) {
  describe(`nothing pending on ${kind.name}`, () => {
    it('loads neither Sequelize nor Umzug nor any revision', async () => {
      const db = await kind.create();
      const project = createProject({ ...line(3), 'spy.cjs': SPY });
      const env = { NODE_OPTIONS: `--require ${project.folder}/spy.cjs`, SPY_FILE: `${project.folder}/seen.json` };
      const loaded = async () => {
        const ended = await project.windlass(['upgrade', '--url', db.url], { env });
        assert.equal(ended.code, 0, ended.stderr);
        const { readFileSync } = await import('node:fs');
        return (JSON.parse(readFileSync(env.SPY_FILE, 'utf8')) as string[]).join('\n');
      };
      assert.match(await loaded(), /sequelize[\s\S]*umzug|umzug[\s\S]*sequelize/);
      const second = await loaded();
      assert.doesNotMatch(second, /node_modules\/(?:sequelize|umzug|jiti)\/|^(?:sequelize|umzug|jiti)$/m);
      assert.match(second, kind.name === 'postgres' ? /pg/ : /sqlite3/);
      project.remove();
      await db.drop();
    });
  });
}
