import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildAction, unlike } from '../../scripts/action.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const DIST = join(ROOT, 'dist/action');
const LARGEST = 60_000;

describe('the Action as it is committed', () => {
  it('is byte for byte what a fresh build gives', async () => {
    const fresh = mkdtempSync(join(tmpdir(), 'windlass-action-'));
    try {
      await buildAction(fresh);
      assert.deepEqual(unlike(DIST, fresh), [], 'npm run build:action, and commit dist/action');
    } finally {
      rmSync(fresh, { recursive: true, force: true });
    }
  });

  it('is committed whole', () => {
    const tracked = execFileSync('git', ['ls-files', 'dist'], { cwd: ROOT, encoding: 'utf8' }).trim().split('\n');
    for (const name of ['index.js', 'post.js', 'shared.js', 'cli.js', 'jiti/dist/babel.cjs'])
      assert.ok(tracked.includes(`dist/action/${name}`), name);
    assert.deepEqual(
      tracked.filter((path) => !path.startsWith('dist/action/')),
      [],
    );
  });

  for (const name of ['index.js', 'post.js', 'shared.js'])
    it(`keeps ${name} small, to be read, and without code for a network`, () => {
      assert.ok(statSync(join(DIST, name)).size < LARGEST, `${statSync(join(DIST, name)).size} bytes`);
      const text = readFileSync(join(DIST, name), 'utf8');
      assert.doesNotMatch(text, /from "(?:node:)?(?:https?|http2|net|tls|dgram|dns)"|undici|\bfetch\(/);
    });
});
