import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { docker, RUN } from './engine.ts';
import { folder, revision } from './folder.ts';
import { createDatabase } from './server.ts';
import { finished, runTool, startTool } from './tool.ts';

const RESTRICTED = ['--read-only', '--user', '12345:0', '--cap-drop', 'ALL', '--security-opt', 'no-new-privileges'];
const DEMO = { image: 'windlass-demo', args: ['upgrade', 'heads'] };
const MIGRATIONS = {
  'a.ts': revision(
    'aaaa00000001',
    null,
    "await op.createTable('a', { id: { type: DataTypes.INTEGER, primaryKey: true } });",
  ),
};

describe('a restricted container', () => {
  it('migrates with a read-only root, a user without name, no capabilities and only the database on its network', async () => {
    const { url, query } = await createDatabase();
    const { code, log, last } = await runTool({ ...DEMO, url, options: RESTRICTED });
    assert.equal(code, 0, log);
    assert.equal(last.outcome, 'done');
    assert.equal(String(last.applied), (await query('SELECT count(*) FROM windlass_revision'))[0]);
    assert.match((await query('SELECT DISTINCT actor FROM windlass_history')).join(), /^uid 12345@\w+$/);
  });

  it('migrates SQLite in a volume so, without any network', async () => {
    const volume = await docker('volume', 'create', '--label', RUN);
    const options = [...RESTRICTED, '-v', `${volume}:/data`];
    const run = () => runTool({ ...DEMO, url: 'sqlite:/data/app.db', network: 'none', options });
    const [first, second] = [await run(), await run()];
    assert.deepEqual([first.code, second.code], [0, 0], first.log + second.log);
    assert.equal(second.last.applied, 0);
    assert.deepEqual(second.last.to, first.last.to);
  });

  it('upgrades the whole demo in 256 MiB, and finds nothing pending in 64', async () => {
    const { url } = await createDatabase();
    const within = async (megabytes: number) => {
      const limit = ['-m', `${megabytes}m`, '--memory-swap', `${megabytes}m`];
      return finished(await startTool({ ...DEMO, url, options: limit }));
    };
    const whole = await within(256);
    assert.equal(whole.code, 0, whole.log);
    const again = await within(64);
    assert.equal(again.code, 0, again.log);
    assert.equal(again.last.applied, 0);
  });

  it('reads TypeScript by Node itself: without jiti, without package.json, nothing written', async () => {
    const options = ['--read-only', '-v', `${folder(MIGRATIONS)}:/app/migrations:ro`];
    const withoutJiti = ['-v', `${folder({})}:/opt/windlass/node_modules/jiti:ro`];
    const { code, log } = await runTool({ url: 'sqlite:/data/app.db', options: [...options, ...withoutJiti] });
    assert.equal(code, 0, log);
    for (const line of log.trim().split('\n')) assert.doesNotThrow(() => JSON.parse(line), line);
  });
});

describe('the URL of a mounted secret', () => {
  const mount = ['-v', `${folder(MIGRATIONS)}:/app/migrations:ro`];

  it('is read from the file that DATABASE_URL_FILE names', async () => {
    const secret = folder({ url: 'sqlite:/data/app.db\n' });
    const options = [...mount, '-v', `${secret}:/run/secrets:ro`, '-e', 'DATABASE_URL_FILE=/run/secrets/url'];
    assert.equal((await runTool({ options })).code, 0);
    const both = await runTool({ options, url: 'sqlite:/data/app.db' });
    assert.deepEqual([both.code, both.last.code], [2, 'CONFIG_INVALID']);
  });

  it('is exit 2 when that file is missing', async () => {
    const { code, last } = await runTool({ options: [...mount, '-e', 'DATABASE_URL_FILE=/run/secrets/url'] });
    assert.equal(code, 2);
    assert.match(String(last.message), /DATABASE_URL_FILE names "\/run\/secrets\/url"/);
  });
});

describe('the last words of a container', () => {
  const words = async (migrations: Record<string, string>) => {
    const path = folder({ words: '' });
    writeFileSync(join(path, 'words'), '', { mode: 0o666 });
    const mounts = [
      '-v',
      `${folder(migrations)}:/app/migrations:ro`,
      '-v',
      `${join(path, 'words')}:/dev/termination-log`,
    ];
    const { code, last } = await runTool({ url: 'sqlite:/data/app.db', options: ['--user', '0', ...mounts] });
    return {
      code,
      last,
      left: JSON.parse(
        await docker('run', '--rm', '-v', `${path}:/w:ro`, '--entrypoint', 'cat', 'windlass', '/w/words'),
      ),
    };
  };

  it('are the result, in its termination log and as the last line of its log', async () => {
    const { code, last, left } = await words(MIGRATIONS);
    const result = { outcome: 'done', from: [], to: ['aaaa00000001'], applied: 1, reverted: 0 };
    assert.equal(code, 0);
    assert.deepEqual(left, result);
    const { time: _time, level: _level, kind, ...said } = last;
    assert.deepEqual([kind, said], ['result', result]);
  });

  it('are the error when a step fails, cut to what Kubernetes keeps', async () => {
    const { code, left } = await words({
      'a.ts': revision('aaaa00000001', null, "throw new Error('ö'.repeat(9000));"),
    });
    assert.deepEqual([code, left.outcome, left.error.code], [6, 'failed', 'STEP_FAILED']);
    assert.ok(Buffer.byteLength(JSON.stringify(left)) <= 4096);
    assert.match(left.error.message, /aaaa00000001/);
  });
});
