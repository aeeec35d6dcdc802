import assert from 'node:assert/strict';
import { pipeline } from 'node:stream/promises';
import fc from 'fast-check';
import pg from 'pg';
import { from } from 'pg-copy-streams';
import { CsvReader } from '../../src/seeds/csv-reader.ts';
import { JsonPieces, JsonReader } from '../../src/seeds/json-reader.ts';
import { databaseKind } from '../support/databases.ts';

const RUNS = Number(process.env.WINDLASS_CSV_RUNS ?? 300);

const plain = fc.stringMatching(/^[a-z0-9 .'ü🙂\\x]{0,6}$/u).filter((text) => text !== '\\.');
const inQuotes = fc.stringMatching(/^[a-z,\n" 'ü]{0,8}$/).map((text) => `"${text.replaceAll('"', '""')}"`);
const field = fc.oneof(
  plain,
  inQuotes,
  fc.tuple(plain, inQuotes, plain).map((parts) => parts.join('')),
  fc.constant(''),
);
const file = fc.record({
  records: fc.array(fc.tuple(field, field), { minLength: 1, maxLength: 6 }),
  end: fc.constantFrom('\n', '\r\n'),
  ended: fc.boolean(),
  cuts: fc.array(fc.nat(60), { maxLength: 4 }),
});

const value = fc.oneof(fc.string(), fc.integer(), fc.constantFrom(null, true, '},{', '"}, {"', '\\"', ']}'));
const row = fc.dictionary(
  fc.constantFrom('a', 'b', 'rows', '}'),
  fc.oneof(value, fc.array(fc.record({ x: value }, { noNullPrototype: true }), { maxLength: 4 })),
  { noNullPrototype: true },
);

describe('the reader of CSV', () => {
  it(`reads what COPY reads, however the file is cut into pieces (${RUNS} files)`, async () => {
    const db = await databaseKind('postgres').create();
    const client = new pg.Client({ connectionString: db.url });
    await client.connect();
    await client.query('CREATE TABLE t (n integer GENERATED ALWAYS AS IDENTITY, a text, b text)');
    await fc.assert(
      fc.asyncProperty(file, async ({ records, end, ended, cuts }) => {
        const text = records.map((fields) => fields.join(',')).join(end) + (ended ? end : '');
        await client.query('TRUNCATE t');
        await pipeline([Buffer.from(text)], client.query(from('COPY t (a, b) FROM STDIN (FORMAT csv)')));
        const { rows } = await client.query('SELECT a, b FROM t ORDER BY n');
        assert.deepEqual(
          read(text, cuts),
          rows.flatMap(({ a, b }) => [a, b]),
          JSON.stringify(text),
        );
      }),
      { numRuns: RUNS },
    );
    await client.end();
    await db.drop();
  });

  it('says the line that a record begins at', () => {
    const reader = new CsvReader();
    const { lines } = reader.read('a,b\r\n"1\r\n2\n3",x\r\ny,z\r\n', true);
    assert.deepEqual(lines, [1, 2, 5]);
    assert.throws(() => new CsvReader().read('a\n"b\n', true), /a quote has no end/);
  });
});

describe('the reader of JSON', () => {
  it('gives every row once, however the file is cut and whatever the rows hold', () => {
    fc.assert(
      fc.property(
        fc.array(row, { maxLength: 8 }),
        fc.boolean(),
        fc.integer({ min: 1, max: 40 }),
        (rows, inObject, size) => {
          const list = JSON.stringify(rows, null, size % 3);
          const text = inObject ? `{ "key": ["a"],\n "rows": ${list} }\n` : list;
          const reader = new JsonPieces();
          const found: unknown[] = [];
          for (let at = 0; at < text.length; at += size) {
            const some = reader.read(text.slice(at, at + size), at + size >= text.length);
            assert.ok(some !== null, text);
            found.push(...some);
          }
          assert.deepEqual(found, rows);
          const lines = new JsonReader().read(text, true).map(({ text: one }) => JSON.parse(one));
          assert.deepEqual(lines, rows);
        },
      ),
      { numRuns: RUNS },
    );
  });

  it('does not gather rows that hold lists of objects', () => {
    const reader = new JsonPieces();
    const one = JSON.stringify({ a: Array.from({ length: 50 }, (_, index) => ({ index })) });
    assert.deepEqual(reader.read('[', false), []);
    assert.equal(reader.read(`${one},${one},${one}`.slice(0, -5), false)?.length, 2);
  });
});

function read(text: string, cuts: readonly number[]): readonly (string | null)[] {
  const reader = new CsvReader();
  const places = [0, ...cuts.filter((cut) => cut < text.length).toSorted((a, b) => a - b), text.length];
  const fields: (string | null)[] = [];
  for (const [index, place] of places.slice(1).entries())
    fields.push(...reader.read(text.slice(places[index], place), index === places.length - 2).fields);
  return fields;
}
