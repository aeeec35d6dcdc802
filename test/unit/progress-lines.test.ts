import assert from 'node:assert/strict';
import type { MigratorEvent, Reporter } from '../../src/events.ts';
import { jsonlReporter } from '../../src/reporters/jsonl.ts';
import { prettyReporter } from '../../src/reporters/pretty.ts';

const progress = (done: number, total: number | null): MigratorEvent => ({
  kind: 'progress',
  revision: 'b0000000',
  table: 'users',
  done,
  total,
});

describe('the lines that tell of a backfill', () => {
  const REPORTERS: Readonly<Record<string, (write: (text: string) => void) => Reporter>> = {
    pretty: (write) => prettyReporter(write, { colour: false, verbose: false }),
    json: (write) => jsonlReporter(write, { verbose: false }),
  };
  for (const [name, reporter] of Object.entries(REPORTERS)) {
    it(`are one every few seconds, however small the batches, and hide nothing else: ${name}`, () => {
      const lines: string[] = [];
      const { report } = reporter((text) => lines.push(text));
      for (let done = 1; done <= 1_000; done += 1) report(progress(done, 1_000));
      report({ kind: 'notice', message: 'still here' });
      assert.equal(lines.length, 2);
    });
  }

  const WORDS: Readonly<Record<string, MigratorEvent>> = {
    '1,234,567 of about 2,000,000 rows (61 %)': progress(1_234_567, 2_000_000),
    '500 rows': progress(500, null),
    '0 rows': progress(0, 0),
  };
  for (const [words, event] of Object.entries(WORDS)) {
    it(`say for a person: ${words}`, () => {
      const lines: string[] = [];
      prettyReporter((text) => lines.push(text), { colour: false, verbose: false }).report(event);
      assert.deepEqual(lines, [`  b0000000 users: ${words}\n`]);
    });
  }
});
