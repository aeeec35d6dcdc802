import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { revisionFile } from '../support/history.ts';
import { createProject, heard, type Project } from '../support/project.ts';

interface Placed {
  readonly code: string;
  readonly path?: string;
  readonly line?: number;
}

const URL_OF = 'sqlite:./app.db';
const TABLE = `
  await op.createTable('rooms', { id: { type: Sequelize.INTEGER, primaryKey: true, autoIncrement: true }, name: Sequelize.STRING });
`;

describe('documents name file and line', () => {
  let project: Project;
  beforeEach(() => {
    project = createProject();
  });
  afterEach(() => project.remove());

  const failing = async (...args: string[]) =>
    (await project.windlass([...args, '--url', URL_OF, '--json'])).json<{ error: Placed }>().error;
  const place = ({ code, path = '', line }: Placed) => ({ code, path: path.replace(`${project.folder}/`, ''), line });

  it('of a statement that fails', async () => {
    project.write({
      'migrations/a.js': revisionFile('a00000000001', null, { up: "\n  await op.execute('SELECT * FROM nowhere');\n" }),
    });
    assert.deepEqual(place(await failing('upgrade')), { code: 'STEP_FAILED', path: 'migrations/a.js', line: 5 });
  });

  it('of a module that does not load', async () => {
    project.write({ 'migrations/a.js': `${revisionFile('a00000000001', null)}\nconst = 1;\n` });
    assert.deepEqual(place(await failing('upgrade')), { code: 'CONFIG_INVALID', path: 'migrations/a.js', line: 7 });
  });

  it('of a header that cannot be read', async () => {
    project.write({
      'migrations/a.js': "export const revision = 'a00000000001';\nexport const downRevision = 1 + 1;\n",
    });
    assert.deepEqual(place(await failing('status')), { code: 'CONFIG_INVALID', path: 'migrations/a.js', line: 2 });
  });

  it('of a file that was edited after it was applied, without a line', async () => {
    project.write({ 'migrations/a.js': revisionFile('a00000000001', null) });
    assert.equal((await project.windlass(['upgrade', '--url', URL_OF])).code, 0);
    project.write({ 'migrations/a.js': revisionFile('a00000000001', null, { up: 'await 1;' }) });
    assert.deepEqual(place(await failing('upgrade')), {
      code: 'EDITED_AFTER_APPLY',
      path: 'migrations/a.js',
      line: undefined,
    });
  });

  it('of what a revision leaves: the call that made it, and where its functions begin', async () => {
    project.write({
      'migrations/a.js': revisionFile('a00000000001', null, {
        up: `${TABLE}  await op.addColumn('rooms', 'size', Sequelize.INTEGER);\n  await op.createTable('left', { id: Sequelize.INTEGER });\n`,
        down: "\n  await op.dropTable('rooms');\n",
      }),
    });
    const ended = await project.windlass(['verify', '--url', URL_OF, '--json']);
    const [verified] = ended.json<{ revisions: { lines: object; legs: object; differences: { line?: number }[] }[] }>()
      .revisions;
    assert.deepEqual(verified?.lines, { up: 4, down: 9 });
    assert.equal(verified?.differences[0]?.line, 7);
    assert.deepEqual(Object.keys(verified?.legs ?? {}), ['up', 'down']);
  });

  it('of the model that differs', async () => {
    project.write({
      'migrations/a.js': revisionFile('a00000000001', null, { up: TABLE, down: "await op.dropTable('rooms');" }),
      'models/room.js':
        "export default (sequelize, { STRING, INTEGER }) => sequelize.define('room', { name: STRING, floor: INTEGER }, { tableName: 'rooms', timestamps: false });",
      'windlass.config.json': '{ "models": "models/*.js" }',
    });
    await project.windlass(['upgrade', '--url', URL_OF]);
    const { differences } = (await project.windlass(['check', '--url', URL_OF, '--json'])).json<{
      differences: { object: string; path?: string }[];
    }>();
    assert.deepEqual(
      differences.map(({ object, path }) => [object, path?.replace(`${project.folder}/`, '')]),
      [['rooms.floor', 'models/room.js']],
    );
  });
});

describe('WINDLASS_PID_FILE', () => {
  it('names the process to stop while a step runs', async () => {
    const project = createProject({
      'migrations/a.js': revisionFile('a00000000001', null, {
        up: 'await new Promise((done) => setTimeout(done, 60_000));',
      }),
    });
    try {
      const file = join(project.folder, 'windlass.pid');
      const { child, ended } = project.spawn(['upgrade', '--url', URL_OF, '--log', 'json'], {
        env: { WINDLASS_PID_FILE: file },
      });
      await heard(child, '"step-started"');
      process.kill(Number(readFileSync(file, 'utf8')), 'SIGINT');
      const { code, stderr } = await ended;
      assert.equal(code, 130);
      assert.doesNotMatch(stderr, /means nothing to Windlass/);
    } finally {
      project.remove();
    }
  });
});
