import assert from 'node:assert/strict';
import { databases, type TestDatabase } from '../support/databases.ts';
import { fresh } from '../support/fresh.ts';
import { heard, type Project } from '../support/project.ts';
import { outcomes, SEEDED, type SeedDocument } from '../support/seeds.ts';

const KILLS = Number(process.env.WINDLASS_SEED_KILLS ?? 3);
const MANY = 60_000;

for (const kind of databases()) {
  describe(`rows of a seed on ${kind.name}`, () => {
    let db: TestDatabase;
    let project: Project;
    const seed = (...args: string[]) => project.windlass(['seed', ...args, '--url', db.url, '--log', 'pretty']);
    const rooms = () => db.query('SELECT name, CAST(price AS text) AS price, active, note FROM rooms ORDER BY name');

    fresh(
      kind,
      (own) => {
        ({ db, project } = own);
      },
      SEEDED,
    );

    beforeEach(async () => {
      const ended = await project.windlass(['upgrade', '--url', db.url]);
      assert.equal(ended.code, 0, ended.stderr);
    });

    it('reads CSV as COPY does: mark, CRLF, quotes, lines in quotes, NULL and the empty text', async () => {
      project.write({
        'seeds/010_rooms.csv':
          '\uFEFFname,active,note\r\n"a, ""b""",true,\r\n"two\r\nlines",f,""\r\nÜmläut 🙂,NO,"x"\r\n',
      });
      const ended = await seed();
      assert.equal(ended.code, 0, ended.stderr);
      const [yes, no] = kind.name === 'postgres' ? [true, false] : [1, 0];
      assert.deepEqual(
        (await rooms()).map(({ name, active, note }) => [name, active, note]).sort(),
        [
          ['a, "b"', yes, null],
          ['two\r\nlines', no, ''],
          ['Ümläut 🙂', no, 'x'],
        ].sort(),
      );
    });

    it('reads JSON: numbers, booleans, null, nested values, the keys in any order', async () => {
      project.write({
        'seeds/010_rooms.json': JSON.stringify([
          { name: 'a}, {"', price: 1.25, active: true, note: { deep: [1, '},{'] } },
          { note: 'tab\tline\nback\\slash', active: false, price: null, name: "it's" },
        ]),
      });
      const ended = await seed();
      assert.equal(ended.code, 0, ended.stderr);
      const [yes, no] = kind.name === 'postgres' ? [true, false] : [1, 0];
      assert.deepEqual(await rooms(), [
        { name: 'a}, {"', price: '1.25', active: yes, note: '{"deep":[1,"},{"]}' },
        { name: "it's", price: null, active: no, note: 'tab\tline\nback\\slash' },
      ]);
    });

    for (const { name, file, text, sidecar, message } of [
      {
        name: 'a value',
        file: 'rooms.csv',
        text: 'name,id\n"two\nlines",1\nb,x\nc,3\n',
        message: /seeds\/010_rooms\.csv:4(?: column "id")?: /,
      },
      {
        name: 'NOT NULL',
        file: 'rooms.csv',
        text: 'name,price\na,1\n,2\n',
        message: /seeds\/010_rooms\.csv:3 column "name": /,
      },
      {
        name: 'UNIQUE',
        file: 'rooms.csv',
        text: 'name\na\nb\na\n',
        message: /seeds\/010_rooms\.csv:4 column "name": /,
      },
      {
        name: 'a foreign key',
        file: 'bookings.csv',
        text: 'room,n\n,1\n99,2\n',
        message: /seeds\/010_bookings\.csv:3.*: .*foreign key/i,
      },
      {
        name: 'UNIQUE in JSON',
        file: 'rooms.json',
        text: '[\n{"name": "a"},\n{"name": "b"},\n{"name": "a"}\n]',
        message: /seeds\/010_rooms\.json:4 column "name": /,
      },
      {
        name: 'a staged row',
        file: 'rooms.csv',
        sidecar: '{ "key": ["id"] }',
        text: 'id,name\n1,a\n2,b\n3,a\n4,c\n',
        message: /seeds\/010_rooms\.csv:4 column "name": /,
      },
      {
        name: 'a key that is NULL',
        file: 'rooms.csv',
        sidecar: '{ "key": ["name"] }',
        text: 'name,price\na,1\n,2\n',
        message: /seeds\/010_rooms\.csv:3 column "name": it is NULL/,
      },
      {
        name: 'a key that comes twice',
        file: 'plain.csv',
        sidecar: '{ "key": ["name"] }',
        text: 'name,n\na,1\nb,2\na,3\n',
        message: /seeds\/010_plain\.csv:4 column "name": the key stands twice/,
      },
      {
        name: 'too few fields',
        file: 'plain.csv',
        text: 'name,n\na,1\nb\n',
        message: /seeds\/010_plain\.csv:3: the line has 1 fields, and the first line names 2/,
      },
      {
        name: 'too many fields',
        file: 'plain.csv',
        text: 'name,n\na,1\nb,2,3\n',
        message: /seeds\/010_plain\.csv:3: the line has 3 fields/,
      },
      {
        name: 'an unknown column',
        file: 'plain.csv',
        text: 'name,m\na,1\n',
        message: /seeds\/010_plain\.csv:1 names the column "m", which plain does not have\n.*its columns are name, n/,
      },
      { name: 'an unknown table', file: 'nowhere.csv', text: 'a\n1\n', message: /there is no table "nowhere"/ },
      {
        name: 'a row without a key',
        file: 'plain.json',
        text: '[{"name": "a", "n": 1},\n{"name": "b"}]',
        message: /seeds\/010_plain\.json:2: the row does not say "n"/,
      },
      {
        name: 'broken JSON',
        file: 'plain.json',
        text: '[{"name": "a"},\n{"name": }]',
        message: /seeds\/010_plain\.json:2: the row is not JSON/,
      },
      {
        name: 'an inexact number',
        file: 'plain.json',
        text: '[{"n": 12345678901234567890}]',
        message: /seeds\/010_plain\.json:1: "n" is a number that JavaScript does not hold/,
      },
    ] as readonly { name: string; file: string; text: string; sidecar?: string; message: RegExp }[]) {
      it(`names the file, the line and the column of a bad row and keeps nothing: ${name}`, async () => {
        project.write({ [`seeds/010_${file}`]: text });
        if (sidecar !== undefined) project.write({ [`seeds/010_${file}.json`]: sidecar });
        const before = await db.dump({ without: ['windlass_seed', 'windlass_history'] });
        const ended = await seed();
        // SQLite takes any text for a number, but for the key of its rows
        assert.equal(ended.code, 6, ended.stdout + ended.stderr);
        assert.match(ended.stderr, /STEP_FAILED: /);
        assert.match(ended.stderr, message);
        assert.match(ended.stderr, /nothing of this seed was kept/);
        assert.equal(await db.dump({ without: ['windlass_seed', 'windlass_history'] }), before);
        assert.deepEqual(await db.query('SELECT * FROM windlass_seed'), []);
      });
    }

    it('updates by the key what differs and inserts the rest, with a unique index and without', async () => {
      await db.query("INSERT INTO rooms (name, price, note) VALUES ('a', 1, 'kept'), ('other', 9, NULL)");
      await db.query("INSERT INTO plain VALUES ('a', 1), ('other', 9)");
      const write = (price: number) =>
        project.write({
          'seeds/010_rooms.csv': `name,price\na,${price}.50\nb,2\n`,
          'seeds/010_rooms.csv.json': '{ "key": ["name"], "mode": "repeatable" }',
          'seeds/020_plain.json': `{ "key": ["name"], "mode": "repeatable", "rows": [{ "name": "a", "n": ${price} }, { "name": "b", "n": 2 }] }`,
        });
      for (const price of [5, 6]) {
        write(price);
        const ended = await seed('--json');
        assert.equal(outcomes(ended.json<SeedDocument>()).length, 2, ended.stderr);
        assert.deepEqual(
          (await rooms()).map((row) => [row.name, Number(row.price), row.note]),
          [
            ['a', price + 0.5, 'kept'],
            ['b', 2, null],
            ['other', 9, null],
          ],
        );
        assert.deepEqual(
          (await db.query('SELECT name, n FROM plain ORDER BY name')).map(({ name, n }) => [name, n]),
          [
            ['a', price],
            ['b', 2],
            ['other', 9],
          ],
        );
      }
    });

    it('does not touch a row that is equal', async () => {
      const touched =
        kind.name === 'postgres'
          ? "CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO plain VALUES ('touched', 1); RETURN NEW; END $$; CREATE TRIGGER t AFTER UPDATE ON rooms FOR EACH ROW EXECUTE FUNCTION touch()"
          : "CREATE TRIGGER t AFTER UPDATE ON rooms BEGIN INSERT INTO plain VALUES ('touched', 1); END";
      await db.query(touched);
      const csv = 'name,price,active\na,1.50,true\nb,,\n';
      project.write({
        'seeds/010_rooms.csv': csv,
        'seeds/010_rooms.csv.json': '{ "key": ["name"], "mode": "repeatable" }',
        'seeds/020_same.js':
          "export const mode = 'repeatable';\nexport async function run(op) { await op.upsert('rooms', [{ name: 'a', price: 1.5, active: true }], { key: 'name' }); }",
      });
      await seed();
      project.write({ 'seeds/010_rooms.csv': `${csv}c,1,false\n` });
      assert.deepEqual(outcomes((await seed('--json')).json<SeedDocument>()), ['010_rooms.csv applied']);
      assert.deepEqual(await db.query('SELECT * FROM plain'), []);
    });

    it('lets the application count on behind rows that bring their own numbers', async () => {
      project.write({ 'seeds/010_rooms.csv': 'id,name\n7,a\n8,b\n' });
      await seed();
      await db.query("INSERT INTO rooms (name) VALUES ('next')");
      assert.deepEqual(await db.query("SELECT id FROM rooms WHERE name = 'next'"), [{ id: 9 }]);
    });

    it('finds tables and columns whatever they are called', async () => {
      const quote = (name: string) => `"${name.replaceAll('"', '""')}"`;
      const [table, first, second] = ['a "b" c; --', 'x, "y"', "it's, column z: "];
      await db.query(
        `CREATE TABLE ${quote(table)} (${quote(first)} integer, ${quote(second)} text, rowid integer, oid integer, _rowid_ integer)`,
      );
      const options = (more: object) => JSON.stringify({ table, ...more });
      project.write({
        'seeds/010_x.csv': `"x, ""y""","it's, column z: "\n1,one\n`,
        'seeds/010_x.csv.json': options({}),
        'seeds/020_x.json': `${options({ key: [first] }).slice(0, -1)}, "rows": [${JSON.stringify({ [first]: 1, [second]: 'changed' })}]}`,
        'seeds/030_x.js': `export async function run(op) { await op.upsert(${JSON.stringify(table)}, [${JSON.stringify({ [first]: 2, [second]: 'new' })}], { key: ${JSON.stringify(first)} }); }`,
      });
      const ended = await seed();
      assert.equal(ended.code, 0, ended.stderr);
      assert.deepEqual(
        await db.query(`SELECT ${quote(first)} AS a, ${quote(second)} AS b FROM ${quote(table)} ORDER BY 1`),
        [
          { a: 1, b: 'changed' },
          { a: 2, b: 'new' },
        ],
      );
    });

    it('tells how far it is', async () => {
      project.write({ 'seeds/010_plain.csv': many('name,n\n') });
      const ended = await project.windlass(['seed', '--url', db.url, '--log', 'json']);
      assert.equal(ended.code, 0, ended.stderr);
      const told = ended.stderr
        .split('\n')
        .filter((line) => line.includes('"kind":"progress"'))
        .map((line) => JSON.parse(line));
      assert.ok(told.length > 0);
      assert.deepEqual(
        [told[0].revision, told[0].table, told[0].done > 0, told[0].total > MANY / 2],
        ['010_plain.csv', 'plain', true, true],
      );
    });

    it('runs each seed once when four processes begin together', async () => {
      project.write({
        'seeds/010_plain.csv': 'name,n\na,1\n',
        'seeds/020_sql.sql': "INSERT INTO plain SELECT 'b', count(*) FROM plain;",
        'seeds/030_js.js': "export async function run(op) { await op.bulkInsert('plain', [{ name: 'c', n: 3 }]); }",
      });
      const ended = await Promise.all(Array.from({ length: 4 }, () => seed('--json')));
      assert.deepEqual(
        ended.map(({ code, stderr }) => (code === 0 ? 0 : stderr)),
        [0, 0, 0, 0],
      );
      assert.deepEqual(
        (await db.query('SELECT name, n FROM plain ORDER BY name')).map(({ name, n }) => `${name}${n}`),
        ['a1', 'b1', 'c3'],
      );
      const ran = ended.flatMap((one) => outcomes(one.json<SeedDocument>())).filter((one) => one.endsWith('applied'));
      assert.equal(ran.length, 3);
    });

    it(`ends as if nobody had interrupted it after ${KILLS} SIGKILLs and one more run`, async () => {
      project.write({
        'seeds/010_plain.csv': many('name,n\n'),
        'seeds/020_sql.sql': "INSERT INTO plain VALUES ('after', -1);",
      });
      for (let kill = 0; kill < KILLS; kill += 1) {
        const { child, ended } = project.spawn(['seed', '--url', db.url, '--log', 'json']);
        await heard(child, kill % 2 === 0 ? '"kind":"progress"' : '"kind":"step-started"').catch(() => undefined);
        child.kill('SIGKILL');
        await ended;
      }
      const last = await seed();
      assert.equal(last.code, 0, last.stderr);
      const [row] = await db.query('SELECT count(*) AS rows, count(DISTINCT n) AS n FROM plain');
      assert.deepEqual([Number(row?.rows), Number(row?.n)], [MANY + 1, MANY + 1]);
      const status = await seed('status', '--json');
      assert.deepEqual(outcomes(status.json<SeedDocument>()), ['010_plain.csv applied', '020_sql.sql applied']);
    });
  });
}

function many(head: string): string {
  return head + Array.from({ length: MANY }, (_, index) => `"row, ${index}",${index}\n`).join('');
}
