import assert from 'node:assert/strict';
import { GOOD, ROOMS, STARS, second, sequelizeCli } from './histories.ts';
import { installed, openStage, resultOf, type Stage } from './stage.ts';

const B = 'migrations/b_stars.js';

describe('the action, beyond what its README speaks of,', () => {
  let stage: Stage;
  afterEach(() => stage.close());
  const errorsOf = ({ annotations }: Awaited<ReturnType<Stage['run']>>) =>
    annotations.filter(({ level }) => level === 'error').map(({ file, line }) => ({ file, line }));

  it('finds the line in a folder with a space and letters that a URL encodes', async () => {
    const failing = second("await op.execute('SELECT * FROM nowhere');", '// nothing');
    stage = await openStage(
      'sqlite',
      { 'my ärea/migrations/a.js': ROOMS, 'my ärea/migrations/b 100%.js': failing },
      { project: 'my ärea' },
    );
    const ended = await stage.run({ 'working-directory': 'my ärea' });
    const line = stage.workspace.lineOf('my ärea/migrations/b 100%.js', 'nowhere');
    assert.deepEqual(errorsOf(ended), [{ file: 'my ärea/migrations/b 100%.js', line }], ended.log);
  });

  it('names the line of a row that a table refuses', async () => {
    stage = await openStage('sqlite', { ...GOOD, 'seeds/020_rooms.csv': 'id,name\n902,red\n903,\n' });
    const ended = await stage.run();
    assert.deepEqual(errorsOf(ended), [{ file: 'seeds/020_rooms.csv', line: 3 }], ended.log);
  });

  for (const inputs of [
    { target: '--dry-run' },
    { target: 'head --sql' },
    { target: '--help' },
    { config: '--version' },
  ])
    it(`takes no option for an input: ${JSON.stringify(inputs)}`, async () => {
      stage = await openStage('sqlite', GOOD);
      const ended = await stage.run({ command: 'upgrade', ...inputs });
      assert.equal(resultOf(ended).exitCode, 2, ended.log);
      assert.equal(ended.outputs['applied-count'], '0');
    });

  it('counts steps whose revisions print without the end of a line, or what looks like its events', async () => {
    const noisy = `process.stdout.write('no end'); console.log(JSON.stringify({ kind: 'error', code: 'X', message: 'row' }));
  process.stdout.write('again'); await op.addColumn('rooms', 'stars', { type: Sequelize.INTEGER }); process.stdout.write('and again');`;
    stage = await openStage('sqlite', { ...GOOD, [B]: second(noisy, "await op.removeColumn('rooms', 'stars');") });
    const ended = await stage.run({ command: 'upgrade' });
    assert.equal(ended.outputs['applied-count'], '2', ended.log);
    assert.doesNotMatch(ended.log, /undefined|"level":/);
    assert.match(ended.log, /no end/);
  });

  it('does not show a step that was killed as applied', async () => {
    stage = await openStage('sqlite', { ...GOOD, [B]: second("process.kill(process.pid, 'SIGKILL');", '// nothing') });
    const ended = await stage.run({ command: 'upgrade' });
    assert.equal(ended.conclusion, 'failure');
    assert.match(ended.summary, /b0000000.*unfinished/);
    assert.match(ended.log, /windlass upgrade was killed and gave no answer/);
  });

  it('says where the database stands beside an edited file, whose path starts at the root', async () => {
    stage = await openStage('sqlite', GOOD);
    assert.equal((await stage.run({ command: 'upgrade' })).conclusion, 'success');
    stage.workspace.write({ [B]: STARS.replace('INTEGER', 'BIGINT') });
    const { outputs, log } = await stage.run({ command: 'upgrade' });
    assert.deepEqual(
      [outputs['current-revision'], outputs['expected-revision'], outputs['pending-count']],
      ['b0000000', 'b0000000', '0'],
      log,
    );
    assert.ok(!outputs.result?.includes(stage.workspace.folder), outputs.result);
  });

  it('never takes back on the database itself what was applied before the step', async () => {
    stage = await openStage('sqlite', {
      ...GOOD,
      [B]: second(
        "await op.createTable('orders', { id: { type: Sequelize.INTEGER, primaryKey: true } });",
        "await op.dropTable('orders');",
      ),
    });
    assert.equal((await stage.run({ command: 'upgrade' })).conclusion, 'success');
    await stage.db.query('INSERT INTO orders VALUES (1), (2)');
    const ended = await stage.run();
    assert.equal(ended.conclusion, 'success', ended.log);
    assert.deepEqual(await stage.db.query('SELECT id FROM orders ORDER BY id'), [{ id: 1 }, { id: 2 }]);
    assert.match(ended.summary, /was applied before this step/);
  });

  it('proves the revision that it was sent to, and lets seeds run there', async () => {
    stage = await openStage('sqlite', { ...GOOD, [B]: second('// nothing', "throw new Error('never tried');") });
    const ended = await stage.run({ target: 'a0000000' });
    assert.equal(ended.conclusion, 'success', ended.log);
    assert.match(ended.summary, /a0000000.*ok/);
  });

  it('shows of a long history on an empty database what it has proved', async () => {
    stage = await openStage('sqlite', GOOD);
    const { summary } = await stage.run();
    assert.match(summary, /b0000000.*ok/);
    assert.doesNotMatch(summary, /SQL of <code>a0000000/);
    assert.match(summary, /1 older ones? ran, too/);
  });

  it('writes hostile messages so that they stand for themselves, in folds too', async () => {
    const message = 'by @octocat <script>alert(1)</script> `x` [y](z) | & #5';
    stage = await openStage('sqlite', { ...GOOD, [B]: `/** ${message} */\n${STARS}` });
    const { summary } = await stage.run();
    assert.match(
      summary,
      /SQL of <code>b0000000<\/code> by @\u200boctocat &lt;script&gt;alert\(1\)&lt;\/script&gt; `x` \[y\]\(z\) \| &amp; #5<\/summary>/,
    );
    assert.doesNotMatch(summary, /<script>/);
  });

  it('runs a sequelize-cli project whose folders of seeders and models git has not kept', async () => {
    const files = sequelizeCli('.');
    const rc = (files['.sequelizerc'] ?? files['./.sequelizerc'] ?? '').replace(
      "'migrations-path'",
      "'seeders-path': path.resolve('db', 'seeders'), 'models-path': path.resolve('models'), 'migrations-path'",
    );
    stage = await openStage(
      'postgres',
      { ...files, '.sequelizerc': rc },
      { packages: installed('postgres', false), type: 'commonjs' },
    );
    const ended = await stage.run();
    assert.equal(ended.conclusion, 'success', ended.log);
  });

  it('lets a revision through that fails on generated rows alone, where fail-on leaves that out', async () => {
    const strict = second(
      "await op.addColumn('rooms', 'stars', { type: Sequelize.INTEGER, allowNull: false });",
      "await op.removeColumn('rooms', 'stars');",
    );
    stage = await openStage('postgres', { 'migrations/a_rooms.js': ROOMS, [B]: strict });
    const failed = await stage.run({ check: 'false' });
    assert.deepEqual([resultOf(failed).code, failed.annotations[0]?.title], ['VERIFY', 'Windlass: rows'], failed.log);
    const passed = await stage.run({ check: 'false', 'fail-on': 'residue, data-loss' });
    assert.equal(passed.conclusion, 'success', passed.log);
    assert.deepEqual(
      passed.annotations.map(({ level, title }) => [level, title]),
      [['warning', 'Windlass: rows']],
    );
  });

  it('refuses a database that each call would have anew', async () => {
    stage = await openStage('sqlite', GOOD);
    assert.equal(resultOf(await stage.run({ 'database-url': 'sqlite::memory:' })).code, 'USAGE');
  });

  it('speaks of inputs where the command line speaks of flags and variables', async () => {
    stage = await openStage('postgres', GOOD);
    for (const [inputs, says] of [
      [{ 'database-url': 'postgres://127.0.0.1:notaport/x' }, /the input database-url/],
      [{ 'wait-timeout': 'soon' }, /the input wait-timeout.*"soon"/],
      [{ 'database-url': `${stage.db.url}?sslmode=require` }, /take ssl and sslmode out of the URL/],
      [{ 'fail-on': 'None' }, /or none alone/],
    ] as const) {
      const [first] = (await stage.run({ command: 'status', ...inputs })).annotations;
      assert.match(first?.message ?? '', says);
      assert.doesNotMatch(first?.message ?? '', /WINDLASS_URL|--wait/);
    }
  });

  it('says the error that ends the step before what was found on the way', async () => {
    stage = await openStage('sqlite', {
      ...GOOD,
      [B]: second("await op.addIndex('rooms', ['name'], { name: 'rooms_name' });", '// nothing'),
      'seeds/020_rooms.json': '{ "table": "nowhere", "key": ["id"], "mode": "repeatable", "rows": [ { "id": 1 } ] }',
    });
    const ended = await stage.run();
    assert.deepEqual([resultOf(ended).code, resultOf(ended).exitCode], ['STEP_FAILED', 6], ended.log);
  });
});
