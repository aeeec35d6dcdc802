import assert from 'node:assert/strict';
import { program } from '../../src/action/program.ts';

describe('a program that the Action runs', () => {
  it('may have ended before its standard input is closed', async () => {
    for (let at = 0; at < 100; at += 1) assert.equal(await program('true', [], {}), 0);
  });

  it('finds its standard input at its end', async () => {
    assert.equal(await program('sh', ['-c', 'test -z "$(cat)" && exit 3'], {}), 3);
  });
});
