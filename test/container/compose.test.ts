import assert from 'node:assert/strict';
import { join } from 'node:path';
import { until } from '../support/until.ts';
import { compose, docker, RUN } from './engine.ts';
import { folder, revision } from './folder.ts';

const NEVER = '0001-01-01T00:00:00Z';
const PORTS = { PORT: '127.0.0.1:', SQLITE_PORT: '127.0.0.1:' }; // any free one

interface State {
  readonly Status: string;
  readonly ExitCode: number;
  readonly StartedAt: string;
  readonly FinishedAt: string;
}

describe('docker compose up', () => {
  const up = (service: string, ...files: readonly string[]) =>
    compose(['--profile', 'sqlite', 'up', '-d', service], { files, env: PORTS });
  const containerOf = async (service: string) =>
    docker(
      'ps',
      '-aq',
      '--filter',
      `label=com.docker.compose.project=${RUN}`,
      '--filter',
      `label=com.docker.compose.service=${service}`,
    );
  const stateOf = async (service: string) =>
    JSON.parse(await docker('inspect', '-f', '{{json .State}}', await containerOf(service))) as State;
  const logOf = async (service: string) => (await compose(['logs', '--no-color', service])).stdout;
  const health = async (service: string) => {
    const ask = "fetch('http://127.0.0.1:8080/healthz').then(async (a) => console.log(a.status, await a.text()))";
    return docker('exec', await containerOf(service), 'node', '-e', ask).catch(() => '');
  };
  const serves = (service: string) => until(`${service} serves`, async () => (await health(service)).startsWith('200'));

  afterEach(async () => {
    await compose(['--profile', 'sqlite', 'down', '-v']);
  });

  for (const [app, migrate, seed] of [
    ['app', 'migrate', 'seed'],
    ['app-sqlite', 'migrate-sqlite', 'seed-sqlite'],
  ] as const) {
    it(`seeds between ${migrate} and ${app}; a second up changes nothing`, async () => {
      const first = await up(app);
      assert.equal(first.code, 0, first.stderr);
      await serves(app);
      const [migrated, seeded, started] = [await stateOf(migrate), await stateOf(seed), await stateOf(app)];
      assert.equal(seeded.ExitCode, 0, await logOf(seed));
      assert.ok(migrated.FinishedAt <= seeded.StartedAt && seeded.FinishedAt <= started.StartedAt);
      assert.match(await logOf(seed), /"revision":"010_profiles\.json"[^}]*"outcome":"applied"/);

      assert.equal((await up(app)).code, 0);
      assert.match(await logOf(seed), /"outcome":"done"[^}]*"applied":0[^}]*\}\s*$/);
      assert.equal((await stateOf(app)).StartedAt, started.StartedAt);
    });

    it(`starts ${app} only after ${migrate} has exited 0; a second up is a fast no-op`, async () => {
      const first = await up(app);
      assert.equal(first.code, 0, first.stderr);
      await serves(app);
      assert.match(await health(app), /"migrations_current":true/);
      const [migrated, started] = [await stateOf(migrate), await stateOf(app)];
      assert.deepEqual([migrated.Status, migrated.ExitCode], ['exited', 0]);
      assert.ok(migrated.FinishedAt <= started.StartedAt, `${migrated.FinishedAt} ${started.StartedAt}`);

      const second = await up(app);
      assert.equal(second.code, 0, second.stderr);
      const again = await stateOf(migrate);
      assert.equal(again.ExitCode, 0);
      const lasted = Date.parse(again.FinishedAt) - Date.parse(again.StartedAt);
      assert.ok(lasted < 3000, `${lasted} ms`);
      assert.match(
        await logOf(migrate),
        /"outcome":"done","from":\["\w+"\],"to":\["\w+"\],"applied":0,"reverted":0\}\s*$/,
      );
      assert.equal((await stateOf(app)).StartedAt, started.StartedAt);
    });
  }

  it('keeps the app down when a revision fails and shows why; mended, it comes up', async () => {
    const failed = await up('app', withRevision("await op.execute('ALTER TABLE no_such_table ADD COLUMN x integer');"));
    assert.notEqual(failed.code, 0);
    assert.equal((await stateOf('migrate')).ExitCode, 6);
    assert.match(await logOf('migrate'), /STEP_FAILED.*ffff0000ffff.*no_such_table/);
    const app = await containerOf('app');
    assert.ok(app === '' || (await stateOf('app')).StartedAt === NEVER);

    const mended = await up('app', withRevision("await op.execute('SELECT 1');"));
    assert.equal(mended.code, 0, mended.stderr);
    await serves('app');
  });
});

// More for compose.yaml: a revision beside those of the image.
function withRevision(up: string): string {
  const extra = folder({ 'z.ts': revision('ffff0000ffff', null, up) });
  const files = { volumes: [`${extra}:/app/extra:ro`], environment: { WINDLASS_MIGRATIONS: 'migrations,extra' } };
  return join(folder({ 'more.json': JSON.stringify({ services: { migrate: files, seed: files } }) }), 'more.json');
}
