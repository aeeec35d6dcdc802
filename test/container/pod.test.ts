import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../support/postgres.ts';
import { type Ended, playPod, ROOT } from './engine.ts';
import { folder, revision } from './folder.ts';
import { createDatabase, type Database } from './server.ts';

const MANIFEST = readFileSync(join(ROOT, 'deploy/kubernetes/init-container.yaml'), 'utf8');
const SECONDS = 6;
// of the init container: a further folder of revisions
const EXTRA = `        - { name: WINDLASS_MIGRATIONS, value: "migrations,extra" }
      volumeMounts: [{ name: extra, mountPath: /app/extra, readOnly: true }]
`;

describe('the Pod with an init container', () => {
  // on the host's network, where the database is published, and on a port that is free there
  const unloaded = ['windlass-demo']; // into Podman's own store: once
  const play = async (database: Database, extra = '') => {
    const port = await freePort();
    const manifest = MANIFEST.replaceAll('postgres://demo:demo@db:5432/demo', database.hostUrl)
      .replace(/(?<=node", "demo\/app.ts"\]\n +env:\n)( +)/, `$1- { name: PORT, value: "${port}" }\n$1`)
      .replace('      resources:\n', extra === '' ? '$&' : `${EXTRA}$&`);
    const volumes = extra === '' ? '' : `  volumes: [{ name: extra, hostPath: { path: ${extra} } }]\n`;
    const played = playPod(join(folder({ 'pod.yaml': manifest + volumes }), 'pod.yaml'), unloaded.splice(0), SECONDS);
    return { health: await firstAnswer(port, played), ended: await played };
  };
  const steps = (database: Database) => database.query('SELECT revision, event FROM windlass_history ORDER BY id');

  it('migrates, then the app starts; played again, nothing is pending', async () => {
    const database = await createDatabase();
    const first = await play(database);
    assert.match(first.health ?? '', /"migrations_current":true/, first.ended.stdout);
    const taken = await steps(database);
    assert.ok(taken.length >= 40);
    const second = await play(database);
    assert.match(second.health ?? '', /"migrations_current":true/, second.ended.stdout);
    assert.deepEqual(await steps(database), taken);
  });

  it('keeps the app from starting when a revision fails, and says why', async () => {
    const bad = "await op.execute('ALTER TABLE no_such_table ADD COLUMN x integer');";
    const extra = folder({ 'z.ts': revision('ffff0000ffff', null, bad) });
    const { health, ended } = await play(await createDatabase(), extra);
    assert.equal(health, null);
    assert.match(ended.stdout, /migrate\s+Exited \(6\)/);
    assert.match(ended.stdout, /STEP_FAILED.*ffff0000ffff.*no_such_table/);
    assert.doesNotMatch(ended.stdout, /listening/);
  });
});

// What /healthz says first; null when the Pod ends before it says anything.
async function firstAnswer(port: number, played: Promise<Ended>): Promise<string | null> {
  let over = false;
  void played.finally(() => {
    over = true;
  });
  while (!over) {
    const answer = await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => null);
    if (answer !== null) return answer.text();
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return null;
}
