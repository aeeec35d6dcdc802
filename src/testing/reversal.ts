import { fail } from 'node:assert/strict';
import { isFault } from '../verify/result.ts';
import type { SuiteDatabase } from './checks.ts';

/** Throws what `verify` found of that revision, unless it can be taken back or says that it cannot. */
export async function reversal({ scratch, once }: SuiteDatabase, revision: string): Promise<void> {
  const { revisions, unreached } = await once('verify', () => scratch.migrator.verify());
  if (unreached.includes(revision)) fail('it stands on a revision whose up() fails');
  const found = revisions.find((one) => one.revision === revision);
  if (found === undefined) fail('it was not tried');
  if (!isFault(found.result)) return;
  fail([`${found.result}:`, ...found.differences.map(({ detail }) => `  ${detail}`)].join('\n'));
}
