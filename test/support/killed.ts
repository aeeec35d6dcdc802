import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { type DatabaseKind, STATE_TABLES, type TestDatabase } from './databases.ts';
import type { Project } from './project.ts';

/** When an upgrade is killed. */
export interface Killing {
  readonly kills: number;
  /** What is waited for first. */
  readonly begun?: (child: ChildProcess) => Promise<void>;
  /** The share of an uninterrupted run's time after which it is killed: at random between the two. */
  readonly between: readonly [number, number];
}

/**
 * Upgrades empty databases, each until a SIGKILL at a random moment and then once more, and asserts that they end as one that nobody
 * interrupted. `also` looks at each of them.
 */
export async function assertSurvivesKills(
  kind: DatabaseKind,
  project: Project,
  { kills, begun, between: [from, to] }: Killing,
  also: (db: TestDatabase) => Promise<void> = async () => undefined,
): Promise<void> {
  const reference = await kind.create();
  const began = performance.now();
  assert.equal((await project.windlass(['upgrade', '--url', reference.url])).code, 0);
  const durationMs = performance.now() - began;
  const wanted = await reference.dump({ without: STATE_TABLES });
  await reference.drop();
  for (let kill = 0; kill < kills; kill += 1) {
    const db = await kind.create();
    const { child, ended } = project.spawn(['upgrade', '--url', db.url]);
    await begun?.(child);
    const timer = setTimeout(() => child.kill('SIGKILL'), durationMs * (from + (to - from) * Math.random()));
    await ended;
    clearTimeout(timer);
    const again = await project.windlass(['upgrade', '--url', db.url]);
    assert.equal(again.code, 0, again.stderr);
    assert.equal(await db.dump({ without: STATE_TABLES }), wanted);
    await also(db);
    await db.drop();
  }
}
