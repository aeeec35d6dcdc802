import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { createProject } from '../support/project.ts';

const REVISION = `export const revision = 'aaaa00000001';
export const downRevision = null;
export async function up(op) { await op.execute('CREATE TABLE t (x integer)'); }
export async function down(op) { await op.execute('DROP TABLE t'); }
`;

describe('the last line of a JSON log', () => {
  const project = createProject({ 'migrations/a.mjs': REVISION });
  after(() => project.remove());
  const lastLine = async (...args: readonly string[]) => {
    const { stderr, stdout, code } = await project.windlass([...args, '--url', 'sqlite:./x.db', '--log', 'json']);
    const { time: _time, level: _level, ...said } = JSON.parse(stderr.trim().split('\n').at(-1) ?? '');
    return { code, said, stdout };
  };
  const result = { kind: 'result', outcome: 'done', applied: 0, reverted: 0 };

  it('says in short what a run did, and standard output stays as it was', async () => {
    const id = 'aaaa00000001';
    const upgraded = { code: 0, said: { ...result, from: [], to: [id], applied: 1 }, stdout: '' };
    assert.deepEqual(await lastLine('upgrade'), upgraded);
    assert.deepEqual(await lastLine('upgrade'), { ...upgraded, said: { ...result, from: [id], to: [id] } });
    assert.deepEqual((await lastLine('downgrade', 'base')).said, { ...result, from: [id], to: [], reverted: 1 });
  });

  it('is the error when it fails', async () => {
    const { code, said } = await lastLine('upgrade', 'nowhere');
    assert.deepEqual([code, said.kind, said.code, said.exitCode], [2, 'error', 'UNKNOWN_TARGET', 2]);
  });
});

describe('a signal while a session is being opened', () => {
  it('is heeded at once, although the server says nothing', async () => {
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const project = createProject({ 'migrations/a.mjs': REVISION });
    const url = `postgres://u:secret-word@127.0.0.1:${(silent.address() as AddressInfo).port}/d`;
    const { child, ended } = project.spawn(['upgrade', '--wait', '3600s', '--url', url]);
    await once(silent, 'connection');
    child.kill('SIGTERM');
    assert.equal((await ended).code, 143);
    silent.close();
    project.remove();
  });
});
