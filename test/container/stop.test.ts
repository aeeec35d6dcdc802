import assert from 'node:assert/strict';
import { until } from '../support/until.ts';
import { docker, RUN } from './engine.ts';
import { folder, revision } from './folder.ts';
import { createDatabase, NETWORK } from './server.ts';
import { finished, runTool, startTool } from './tool.ts';

const FIRST = "await op.createTable('first', { id: { type: DataTypes.INTEGER, primaryKey: true } });";
const SLOW = `await op.createTable('slow', { id: { type: DataTypes.INTEGER, primaryKey: true } });
  await op.execute('SELECT pg_sleep($1)', { bind: [Number(process.env.SECONDS)] });`;

describe('a container that is stopped in the middle of a step', () => {
  const mount = `${folder({ 'a.ts': revision('aaaa00000001', null, FIRST), 'b.ts': revision('bbbb00000002', 'aaaa00000001', SLOW) })}:/app/migrations:ro`;
  const sleeping = async (seconds: number) => {
    const database = await createDatabase();
    const invocation = (pause: number) => ({ url: database.url, options: ['-v', mount, '-e', `SECONDS=${pause}`] });
    const id = await startTool(invocation(seconds));
    const sleeps =
      "SELECT 1 FROM pg_stat_activity WHERE state = 'active' AND datname = current_database() AND query LIKE 'SELECT pg_sleep%'";
    await until('the step sleeps', async () => (await database.query(sleeps)).length > 0);
    const state = async () => ({
      applied: await database.query('SELECT revision FROM windlass_revision ORDER BY 1'),
      slow: await database.query("SELECT 1 FROM pg_tables WHERE tablename = 'slow'"),
    });
    return { id, sleeps: () => database.query(sleeps), state, again: () => runTool(invocation(0)) };
  };

  for (const [signal, code] of [
    ['TERM', 143],
    ['INT', 130],
  ] as const) {
    it(`rolls it back and exits ${code} on SIG${signal}; the next run completes`, async () => {
      const { id, sleeps, state, again } = await sleeping(3600);
      if (signal === 'TERM') await docker('stop', '-t', '600', id);
      else await docker('kill', '-s', signal, id);
      const ended = await finished(id);
      assert.deepEqual([ended.code, ended.last.code], [code, 'INTERRUPTED'], ended.log);
      assert.deepEqual(await state(), { applied: ['aaaa00000001'], slow: [] });
      assert.deepEqual(await sleeps(), []);
      const next = await again();
      assert.deepEqual([next.code, next.last.applied], [0, 1], next.log);
      assert.deepEqual(await state(), { applied: ['aaaa00000001', 'bbbb00000002'], slow: ['1'] });
    });
  }

  it('loses nothing when it is killed: the next run completes', async () => {
    const { id, state, again } = await sleeping(5);
    await docker('kill', id);
    assert.equal((await finished(id)).code, 137);
    assert.deepEqual(await state(), { applied: ['aaaa00000001'], slow: [] });
    const next = await again();
    assert.deepEqual([next.code, next.last.applied], [0, 1], next.log);
    assert.deepEqual(await state(), { applied: ['aaaa00000001', 'bbbb00000002'], slow: ['1'] });
  });
});

describe('a container that is stopped while it looks a name up', () => {
  // a name server that hears and never answers: libc waits for it as long as the options below say
  const deaf = "require('dgram').createSocket('udp4').on('message', () => console.log('asked')).bind(53)";
  const server = async () => {
    const options = ['-d', '--label', RUN, '--user', '0', '--entrypoint', 'node'];
    const id = await docker('run', ...options, 'windlass', '-e', deaf);
    const address = await docker('inspect', '-f', '{{.NetworkSettings.IPAddress}}', id);
    return { address, asked: async () => (await docker('logs', id)).split('\n').filter((line) => line !== '').length };
  };

  it('does not wait for the answer', async () => {
    const { address, asked } = await server();
    const mount = ['-v', `${folder({ 'a.ts': revision('aaaa00000001', null, '') })}:/app/migrations:ro`];
    const id = await startTool({
      url: 'postgres://demo:demo@db.example/demo',
      network: 'bridge',
      options: [...mount, '--dns', address, '--dns-opt', 'timeout:30', '--dns-opt', 'attempts:5'],
      args: ['upgrade', '--wait', '3600s'],
    });
    await until('the name is asked for', async () => (await asked()) > 0);
    await docker('stop', '-t', '600', id);
    const { code, log } = await finished(id);
    assert.equal(code, 143, log);
    assert.ok((await asked()) <= 2, 'of one attempt: an address of each kind');
  });
});

describe('eight containers at once', () => {
  it('all exit 0 on an empty database, and each step runs once', async () => {
    const { url, query } = await createDatabase();
    const replicas = Array.from({ length: 8 }, () =>
      runTool({ image: 'windlass-demo', args: ['upgrade', 'heads'], url, network: NETWORK }),
    );
    const ended = await Promise.all(replicas);
    assert.deepEqual(
      ended.map(({ code }) => code),
      Array(8).fill(0),
      ended.map(({ log }) => log).join('\n'),
    );
    const twice = 'SELECT revision FROM windlass_history GROUP BY revision HAVING count(*) <> 1';
    assert.deepEqual(await query(twice), []);
    const [steps = ''] = await query('SELECT count(*) FROM windlass_history');
    assert.ok(Number(steps) >= 40, steps);
    const applied = ended.map(({ last }) => Number(last.applied)).reduce((sum, count) => sum + count, 0);
    assert.equal(applied, Number(steps));
  });
});
