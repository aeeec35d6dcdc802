import assert from 'node:assert/strict';
import fc from 'fast-check';
import pg from 'pg';
import sqlite3 from 'sqlite3';
import { dialectOf } from '../../src/dialects/index.ts';
import type { BoundValues } from '../../src/dialects/script.ts';
import { inlined } from '../../src/offline/inline.ts';
import { databases, type TestDatabase } from '../support/databases.ts';
import { runScript } from '../support/shell.ts';

const RUNS = 200;
const piece = fc.constantFrom(
  "'",
  '"',
  '\\',
  '\n',
  '\r',
  '\r\n',
  '$1',
  '$2',
  '?',
  ':n',
  ':USER',
  '--',
  '/*',
  '*/',
  ';',
  '$$',
  '$q$',
  '%',
  '`',
  '\t',
  'go',
  '/',
  '\\d',
  "E'",
  'é',
  '\u{1f600}',
  'a ',
);
const text = fc
  .oneof(
    fc.array(piece).map((pieces) => pieces.join('')),
    fc.string({ unit: 'grapheme' }),
  )
  .map((value) => value.replaceAll('\0', ''));
// noise around the parameters that must stay as it is
const noise = fc.oneof(
  text.map((value) => `'${value.replaceAll("'", "''").replaceAll('\\', '')}' AS s`),
  text.map(
    (value) =>
      `1 AS "${`x${value}`
        .replaceAll('"', '""')
        .replaceAll(/[\r\n]/g, ' ')
        .slice(0, 20)}"`,
  ),
  text.map((value) => `2 /*${value.replaceAll(/[*/]/g, ' ')}*/ AS c`),
);

// What the script's shell keeps of a value, and what the driver keeps of it when it is bound, is the same row.
for (const kind of databases()) {
  describe(`random values in a script on ${kind.name}`, () => {
    let db: TestDatabase;
    before(async () => {
      db = await kind.create();
      await db.query(
        kind.name === 'postgres'
          ? 'CREATE TABLE v (way text, run int, t text, n double precision, b boolean, j jsonb, a text[], y bytea, d timestamptz, l timestamp, m numeric)'
          : 'CREATE TABLE v (way, run, t, n, b, j, a, y, d, l, m)',
      );
    });
    after(() => db.drop());

    it('are the rows that binds make', async () => {
      const values = fc.sample(
        fc.tuple(
          text,
          fc.double(),
          fc.boolean(),
          fc.option(fc.json()),
          fc.array(fc.oneof(text, fc.constant(null))),
          fc.uint8Array(),
          fc.date({ min: new Date(-6e13), max: new Date(6e13), noInvalidDate: true }),
          fc.integer(),
        ),
        RUNS,
      );
      const statements = values.map(([t, n, b, j, a, y, d, m], run) => ({
        sql: `INSERT INTO v (way, run, t, n, b, j, a, y, d, l, m) VALUES (${Array.from({ length: 11 }, (_, at) => `$${at + 1}`).join(', ')})`,
        binds: (way: string) => [
          way,
          run,
          t,
          n,
          b,
          kind.name === 'sqlite' ? j : j === null ? null : JSON.stringify({ j }),
          kind.name === 'sqlite' ? null : a,
          Buffer.from(y),
          d,
          d,
          m,
        ],
      }));
      await bound(
        db.url,
        statements.map(({ sql, binds }) => [sql, binds('bound')]),
      );
      const { script } = dialectOf(kind.name);
      const given = (binds: readonly unknown[]): BoundValues =>
        kind.name === 'postgres' ? binds : Object.fromEntries(binds.map((value, at) => [`$${at + 1}`, value]));
      const lines = statements.map(
        ({ sql, binds }) => `${script.shielded(inlined(sql, given(binds('script')), kind.name, script))};`,
      );
      const ended = await runScript(db.url, lines.join('\n'));
      assert.deepEqual(ended, { code: 0, stderr: '' });
      const types =
        kind.name === 'sqlite'
          ? ', typeof(n) AS tn, typeof(m) AS tm, hex(t) AS h, hex(y) AS hy'
          : ', n::text AS tn, y::text AS ty, d::text AS td, l::text AS tl';
      const rows = async (way: string) =>
        db.query(`SELECT run, t, n, b, j, a, y, d, l, m${types} FROM v WHERE way = '${way}' ORDER BY run`);
      assert.deepEqual(await rows('script'), await rows('bound'));
    });

    it('leave the text around them as it is', async () => {
      const { script } = dialectOf(kind.name);
      const cases = fc.sample(fc.tuple(noise, noise, text), RUNS / 4);
      for (const [before, after, value] of cases) {
        const sql = (way: string) => `SELECT ${before}, ${way} AS v, ${after}`;
        const parameter = kind.name === 'postgres' ? '$1' : '?';
        const written = script.shielded(inlined(sql(parameter), [value], kind.name, script));
        const plain = await db.query(sql(script.literal(value)));
        assert.deepEqual(await db.query(written), plain, written);
      }
    });
  });
}

async function bound(url: string, statements: readonly (readonly [string, readonly unknown[]])[]): Promise<void> {
  if (url.startsWith('sqlite:')) {
    const database = new sqlite3.Database(url.slice('sqlite:'.length));
    for (const [sql, binds] of statements)
      await new Promise<void>((resolve, reject) => {
        const named = Object.fromEntries(binds.map((value, at) => [`$${at + 1}`, value]));
        database.run(sql, named, (error: Error | null) => (error === null ? resolve() : reject(error)));
      });
    await new Promise((resolve) => database.close(resolve));
    return;
  }
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (const [sql, binds] of statements) await client.query(sql, [...binds]);
  } finally {
    await client.end();
  }
}
