import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { command, docker, ROOT } from './engine.ts';
import { runTool } from './tool.ts';

const LARGEST_BYTES = 300e6;

describe('the image', () => {
  const inspected = async (format: string) =>
    JSON.parse(await docker('image', 'inspect', '-f', `{{json ${format}}}`, 'windlass')) as Record<string, unknown>;
  const shell = (script: string) =>
    command('docker', ['run', '--rm', '--entrypoint', 'sh', 'windlass', '-c', script]).then(({ stdout }) =>
      stdout.trim(),
    );

  it('is the tool: its entrypoint, upgrade head, a user by number, /app', async () => {
    const { Entrypoint, Cmd, User, WorkingDir } = await inspected('.Config');
    assert.deepEqual(
      { Entrypoint, Cmd, User, WorkingDir },
      { Entrypoint: ['windlass'], Cmd: ['upgrade', 'head'], User: '1000:0', WorkingDir: '/app' },
    );
  });

  it('says in its labels what it is, and of which version', async () => {
    const labels = await inspected('.Config.Labels');
    const { version, license } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    assert.equal(labels['org.opencontainers.image.title'], 'windlass');
    assert.equal(labels['org.opencontainers.image.version'], version);
    assert.equal(labels['org.opencontainers.image.licenses'], license);
  });

  it('holds no package manager, no compiler, no dev dependency and no revision', async () => {
    const found = await shell('for p in npm npx yarn corepack gcc make python3; do command -v $p; done; ls -A /app');
    assert.equal(found, '');
    const packages = (await shell('ls /opt/windlass/node_modules')).split('\n');
    assert.deepEqual(
      ['pg', 'sequelize', 'umzug', 'sqlite3'].filter((name) => !packages.includes(name)),
      [],
    );
    assert.deepEqual(
      ['typescript', 'mocha', 'esbuild', 'tsx', 'node-gyp'].filter((name) => packages.includes(name)),
      [],
    );
  });

  it('holds nothing that raises rights', async () => assert.equal(await shell('find / -xdev -type f -perm /6000'), ''));

  it('is below 300 MB', async () => {
    const bytes = Number(await docker('image', 'inspect', '-f', '{{.Size}}', 'windlass'));
    assert.ok(bytes < LARGEST_BYTES, `${bytes} bytes`);
  });

  it('has windlass on the PATH, and says what is missing when it is run as it is', async () => {
    const { code, last } = await runTool({ url: 'sqlite:/data/app.db' });
    assert.deepEqual([code, last.code], [2, 'CONFIG_INVALID']);
    assert.match(await shell('windlass --version'), /^\d+\.\d+\.\d+$/);
  });
});
