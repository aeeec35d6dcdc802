import assert from 'node:assert/strict';
import pg from 'pg';
import { createMigrator, type MigratorEvent } from '../../src/index.ts';
import { databaseKind, databases, STATE_TABLES, type TestDatabase } from '../support/databases.ts';
import { fresh } from '../support/fresh.ts';
import { revisionFile } from '../support/history.ts';
import { heard, type Project } from '../support/project.ts';
import { runScript } from '../support/shell.ts';
import { until } from '../support/until.ts';

const OUTSIDE = 'export const transaction = false;';
const ID = 'b0000000';

interface KeyCase {
  /** Columns and constraints; what stands behind the bracket after a semicolon. */
  readonly table: string;
  readonly rows: readonly string[];
  readonly columns?: string;
}

const POSTGRES_KEYS: Readonly<Record<string, KeyCase>> = {
  uuid: {
    table: 'a uuid PRIMARY KEY, n integer DEFAULT 0',
    rows: ['gen_random_uuid()', 'gen_random_uuid()', 'gen_random_uuid()', 'gen_random_uuid()', 'gen_random_uuid()'],
  },
  text: {
    table: 'a text PRIMARY KEY, n integer DEFAULT 0',
    rows: ["''", "'a'", "'A'", "'ä'", "'it''s'", "E'back\\\\slash'", "'\"'", "E'line\\nend'", "'1'", "'10'", "'$1'"],
  },
  'text in another collation': {
    table: 'a text COLLATE "C" PRIMARY KEY, n integer DEFAULT 0',
    rows: ["'a'", "'B'", "'ä'", "'Z'", "'b'"],
  },
  'char(3)': { table: 'a char(3) PRIMARY KEY, n integer DEFAULT 0', rows: ["'a'", "'ab'", "'abc'", "'b'", "''"] },
  'bigint beyond 2^53': {
    table: 'a bigint PRIMARY KEY, n integer DEFAULT 0',
    rows: ['9007199254740992', '9007199254740993', '9007199254740994', '9223372036854775807', '-9223372036854775808'],
  },
  numeric: {
    table: 'a numeric PRIMARY KEY, n integer DEFAULT 0',
    rows: ['0.1', '0.10000000000000000001', '1e30', '-1', '0.2'],
  },
  'double precision': {
    table: 'a double precision PRIMARY KEY, n integer DEFAULT 0',
    rows: ['0.1', '0.30000000000000004', '0.3', "'NaN'", "'-Infinity'", '1e300'],
  },
  'timestamptz with microseconds': {
    table: 'a timestamptz PRIMARY KEY, n integer DEFAULT 0',
    rows: ['01', '02', '03', '04', '05'].map((end) => `'2020-02-03 04:05:06.0000${end}+05:30'`),
  },
  'a timestamp before Christ, and infinity': {
    table: 'a timestamp PRIMARY KEY, n integer DEFAULT 0',
    rows: ["'0044-03-15 BC'", "'infinity'", "'-infinity'", "'2020-01-01 00:00:00.5'", "'12020-01-01'"],
  },
  date: {
    table: 'a date PRIMARY KEY, n integer DEFAULT 0',
    rows: ["'2020-02-03'", "'2020-03-02'", "'1999-12-31'", "'infinity'", "'2020-02-04'"],
  },
  bytea: {
    table: 'a bytea PRIMARY KEY, n integer DEFAULT 0',
    rows: ["''", "'\\x00'", "'\\x00ff'", "'\\xff'", "'\\x27'"],
  },
  'an enum': { table: 'a mood PRIMARY KEY, n integer DEFAULT 0', rows: ["'ok'", "'sad'", "'glad'"] },
  'an array': { table: 'a integer[] PRIMARY KEY, n integer DEFAULT 0', rows: ["'{}'", "'{1,2}'", "'{1}'", "'{2}'"] },
};

const SQLITE_KEYS: Readonly<Record<string, KeyCase>> = {
  'INTEGER beyond 2^53': {
    table: 'a INTEGER PRIMARY KEY, n integer DEFAULT 0',
    rows: ['9007199254740992', '9007199254740993', '9007199254740994', '9223372036854775807', '-9223372036854775808'],
  },
  'TEXT with NUL and NULL': {
    table: 'a TEXT PRIMARY KEY, n integer DEFAULT 0',
    rows: ["''", "'a'", "'A'", "'a' || char(0)", "'a' || char(0) || 'b'", "'it''s'", 'NULL', 'NULL', "'10'", "'9'"],
  },
  'TEXT that does not heed case': {
    table: 'a TEXT COLLATE NOCASE PRIMARY KEY, n integer DEFAULT 0',
    rows: ["'b'", "'A'", "'C'", "'d'", "'E'"],
  },
  'values of every kind in one column': {
    table: 'a PRIMARY KEY NOT NULL, n integer DEFAULT 0',
    rows: ['1', "'1'", '1.5', "x'31'", "''", "x''", '0.1', '1e300', '-9e999', "'x'"],
  },
  REAL: {
    table: 'a REAL PRIMARY KEY, n integer DEFAULT 0',
    rows: ['0.1', '0.30000000000000004', '0.3', '-1', '9e999'],
  },
  'BLOB in a table WITHOUT ROWID': {
    table: 'a BLOB PRIMARY KEY, n integer DEFAULT 0; WITHOUT ROWID',
    rows: ["x''", "x'00'", "x'00ff'", "x'ff'", "x'27'"],
  },
  'two columns WITHOUT ROWID': {
    table: 'a integer, b text, n integer DEFAULT 0, PRIMARY KEY (b DESC, a); WITHOUT ROWID',
    rows: ["1, 'x'", "1, 'y'", "3, 'y'", "2, 'y'", "2, 'x'", "3, 'a'"],
  },
  'two columns with NULL in them': {
    table: 'a integer, b text, n integer DEFAULT 0, PRIMARY KEY (a, b)',
    rows: ["1, 'x'", 'NULL, NULL', "NULL, 'y'", '2, NULL', "2, 'x'", '2, NULL'],
  },
  nothing: { table: 'a, rowid text, n integer DEFAULT 0', rows: ['1', '1', 'NULL', "'x'", '1'] },
};

for (const kind of databases()) {
  describe(`op.batchUpdate on ${kind.name}`, () => {
    let db: TestDatabase;
    let project: Project;
    let folder: string; // a module is imported once: another text stands in another folder
    const sqlite = kind.name === 'sqlite';
    const events: MigratorEvent[] = [];
    const notices = () => events.flatMap((event) => (event.kind === 'notice' ? [event.message] : []));
    const write = (up: string, more = OUTSIDE) =>
      project.write({ [`${folder}/b.js`]: revisionFile(ID, null, { up, more }) });
    const migrator = () => {
      events.length = 0;
      const config = { url: db.url, migrations: folder };
      return createMigrator(config, { directory: project.folder, report: (event) => void events.push(event) });
    };
    const up = async (body: string, more = OUTSIDE) => {
      write(body, more);
      return migrator().upgrade();
    };
    const cli = (...args: string[]) => project.windlass([...args, '--url', db.url, '--log', 'pretty']);
    const setUp = async (...statements: string[]) => {
      for (const statement of statements) await db.query(statement);
    };
    const numbered = async (count: number) => {
      const rows = Array.from({ length: count }, (_, index) => `(${index + 1}, 0)`);
      await setUp('CREATE TABLE t (id integer PRIMARY KEY, n integer)', `INSERT INTO t VALUES ${rows}`);
    };
    const counts = async (table = 't') => {
      const rows = await db.query(`SELECT n, count(*) AS c FROM ${table} GROUP BY n ORDER BY n`);
      return Object.fromEntries(rows.map(({ n, c }) => [String(n), Number(c)]));
    };
    const left = async () => (await db.dump({ without: STATE_TABLES })).includes('backfill');

    fresh(kind, (own) => {
      ({ db, project } = own);
      folder = 'migrations';
    });

    const KEYS: Readonly<Record<string, KeyCase>> = {
      ...(sqlite ? SQLITE_KEYS : POSTGRES_KEYS),
      'two columns': {
        table: 'a integer NOT NULL, b varchar(9) NOT NULL, n integer DEFAULT 0, PRIMARY KEY (a, b)',
        rows: ["1, 'x'", "1, 'y'", "1, 'z'", "2, 'a'", "2, 'x'", "3, 'a'", "10, 'a'"],
      },
      'two columns that are called like our own': {
        table: 'k1 integer NOT NULL, k0 integer NOT NULL, n integer DEFAULT 0, PRIMARY KEY (k1, k0)',
        columns: '(k1, k0)',
        rows: ['1, 9', '1, 10', '1, 11', '10, 1', '9, 1', '9, 10', '2, 2'],
      },
      'two columns, the second one first': {
        table: 'a integer NOT NULL, b varchar(9) NOT NULL, n integer DEFAULT 0, PRIMARY KEY (b, a)',
        rows: ["1, 'x'", "1, 'y'", "3, 'y'", "2, 'y'", "2, 'x'", "3, 'a'"],
      },
    };
    for (const [name, { table, rows, columns = / b /.test(table) ? '(a, b)' : '(a)' }] of Object.entries(KEYS)) {
      it(`goes by a key of ${name}, and meets each row once`, async () => {
        const [definition, end = ''] = table.split(';');
        await setUp(
          ...(name === 'an enum' ? ["CREATE TYPE mood AS ENUM ('sad', 'ok', 'glad')"] : []),
          `CREATE TABLE t (${definition})${end}`,
        );
        for (const row of rows) await db.query(`INSERT INTO t ${columns} VALUES (${row})`);
        // what each size has done to a row is a digit of its own
        const sizes = [1, 2, 3, rows.length, 100];
        for (const [at, size] of sizes.entries()) {
          const body = `const { rows } = await op.batchUpdate('t', { set: { n: Sequelize.literal('n + ${10 ** at}') }, batchSize: ${size} }); op.notice('rows ' + rows);`;
          const parent = at === 0 ? null : `${ID}${at - 1}`;
          project.write({ [`${folder}/${at}.js`]: revisionFile(`${ID}${at}`, parent, { up: body, more: OUTSIDE }) });
        }
        await migrator().upgrade();
        assert.deepEqual(await counts(), { 11111: rows.length });
        assert.deepEqual(
          notices(),
          sizes.map((_, at) => `${ID}${at}: rows ${rows.length}`),
        );
        assert.equal(await left(), false);
      });
    }

    it('finds nothing to do in an empty table', async () => {
      await setUp('CREATE TABLE t (id integer PRIMARY KEY, n integer)');
      await up("op.notice(JSON.stringify(await op.batchUpdate('t', { set: { n: 1 } })));");
      assert.deepEqual(notices(), [`${ID}: {"rows":0}`]);
    });

    it('skips nothing when the update makes its own where false, and counts what it changed', async () => {
      await numbered(100);
      await setUp('UPDATE t SET n = 7 WHERE id % 3 = 0');
      const call = "await op.batchUpdate('t', { set: { n: 1 }, where: { n: 0 }, batchSize: 7 })";
      await up(`op.notice('rows ' + (${call}).rows);`);
      assert.deepEqual(await counts(), { 1: 67, 7: 33 });
      assert.deepEqual(notices(), [`${ID}: rows 67`]);
    });

    it('takes a where of SQL text and of Sequelize.literal, with an OR or a comment in it', async () => {
      await numbered(20);
      await up(`await op.batchUpdate('t', { set: { n: 1 }, where: 'id < 4 OR id = 9 -- the old ones', batchSize: 5 });
        await op.batchUpdate('t', { set: { n: 2 }, where: Sequelize.literal('id = 11 OR id = 12'), batchSize: 5 });
        await op.batchUpdate('t', { set: { n: 3 }, where: { id: { [Sequelize.Op.between]: [15, 17] } }, batchSize: 5 });`);
      assert.deepEqual(await counts(), { 0: 11, 1: 4, 2: 2, 3: 3 });
    });

    it('sets values and expressions of every kind', async () => {
      const json = sqlite ? 'text' : 'jsonb';
      await setUp(
        `CREATE TABLE t (id integer PRIMARY KEY, s text, b ${sqlite ? 'blob' : 'bytea'}, d ${sqlite ? 'text' : 'timestamptz'}, j ${json}, t boolean, e text, f text, z text)`,
        "INSERT INTO t (id, e, z) VALUES (1, 'Ann', 'z')",
      );
      await up(
        `await op.batchUpdate('t', { set: { s: "it's \\\\ $1 :a ? \\u00fc; --", b: Buffer.from('00ff', 'hex'), d: new Date('2020-02-03T04:05:06.789Z'), j: { a: ["x'y"] }, t: true, e: Sequelize.fn('upper', Sequelize.col('e')), f: Sequelize.col('e'), z: null } });`,
      );
      const [row] = await db.query(
        `SELECT s, ${sqlite ? 'hex(b)' : "encode(b, 'hex')"} AS b, d, ${sqlite ? 'j' : 'j::text AS j'}, t, e, f, z FROM t`,
      );
      const found = {
        ...row,
        d: new Date(row?.d as string).toISOString(),
        t: Boolean(row?.t),
        b: String(row?.b).toLowerCase(),
        j: JSON.parse(String(row?.j)),
      };
      assert.deepEqual(found, {
        s: "it's \\ $1 :a ? ü; --",
        b: '00ff',
        d: '2020-02-03T04:05:06.789Z',
        j: { a: ["x'y"] },
        t: true,
        e: 'ANN',
        f: 'Ann',
        z: null,
      });
    });

    it('takes names that need quotes', async () => {
      const quote = (name: string) => `"${name.replaceAll('"', '""')}"`;
      const [table, key, column] = ['t"a`b \'c', 'the "key', 'select; --'];
      await setUp(
        `CREATE TABLE ${quote(table)} (${quote(key)} text PRIMARY KEY, ${quote(column)} integer)`,
        `INSERT INTO ${quote(table)} VALUES ('a', 0), ('b"', 0), ('c''', 0), ('d\\', 5)`,
      );
      const names = JSON.stringify([table, column]);
      await up(
        `const [table, column] = ${names}; await op.batchUpdate(table, { set: { [column]: 1 }, where: { [column]: 0 }, batchSize: 2 });`,
      );
      const rows = await db.query(`SELECT ${quote(column)} AS n FROM ${quote(table)} ORDER BY 1`);
      assert.deepEqual(
        rows.map(({ n }) => n),
        [1, 1, 1, 5],
      );
    });

    it('includes rows that come in beyond the place it has reached', async () => {
      await numbered(10);
      const insert = 'INSERT INTO t VALUES (100 + NEW.id, 0)';
      await setUp(
        ...(sqlite
          ? [`CREATE TRIGGER more AFTER UPDATE ON t WHEN NEW.id < 4 BEGIN ${insert}; END`]
          : [
              `CREATE FUNCTION more() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ${insert}; RETURN NULL; END $$`,
              'CREATE TRIGGER more AFTER UPDATE ON t FOR EACH ROW WHEN (NEW.id < 4) EXECUTE FUNCTION more()',
            ]),
      );
      await up("await op.batchUpdate('t', { set: { n: Sequelize.literal('n + 1') }, batchSize: 4 });");
      assert.deepEqual(await counts(), { 1: 13 });
    });

    it('leaves nothing of a step in a transaction that fails', async () => {
      await numbered(20);
      const call = "await op.batchUpdate('t', { set: { n: Sequelize.literal('n + 1') }, batchSize: 3 });";
      await assert.rejects(up(`${call} throw new Error('after all');`, ''), { code: 'STEP_FAILED' });
      assert.deepEqual(await counts(), { 0: 20 });
      assert.equal(await left(), false);
      folder = 'again';
      await up(call, '');
      assert.deepEqual(await counts(), { 1: 20 });
    });

    it('goes on where a failed run outside a transaction has come to, and takes its table away when done', async () => {
      await numbered(20);
      await setUp(`CREATE TABLE stop (id integer)`, 'INSERT INTO stop VALUES (13)');
      const next =
        "Sequelize.literal('CASE WHEN id IN (SELECT id FROM stop) THEN 1 / (SELECT count(*) FROM stop WHERE id < 0) ELSE n + 1 END')";
      const fails = sqlite
        ? "Sequelize.literal('CASE WHEN id IN (SELECT id FROM stop) THEN abs(-9223372036854775807 - 1) ELSE n + 1 END')"
        : next;
      const body = `const { rows } = await op.batchUpdate('t', { set: { n: ${fails} }, batchSize: 4 }); op.notice('rows ' + rows);`;
      await assert.rejects(up(body), { code: 'STEP_FAILED_PARTIAL' });
      assert.deepEqual(await counts(), { 0: 8, 1: 12 });
      assert.equal(await left(), true);
      await setUp('DELETE FROM stop');
      await migrator().upgrade();
      assert.deepEqual(await counts(), { 1: 20 });
      assert.deepEqual(notices(), [`${ID}: "t": went on after 12 rows of an earlier run`, `${ID}: rows 20`]);
      assert.equal(await left(), false);
    });

    it('does not repeat a backfill that had ended before the step failed, and tells calls apart', async () => {
      await numbered(10);
      await setUp('CREATE TABLE u (id integer PRIMARY KEY, n integer)', 'INSERT INTO u VALUES (1, 0), (2, 0)');
      const more = "{ set: { n: Sequelize.literal('n + 1') }, batchSize: 5 }";
      await assert.rejects(
        up(
          `await op.batchUpdate('t', ${more}); await op.batchUpdate('t', ${more}); await op.batchUpdate('u', ${more}); await op.execute('SELECT * FROM later');`,
        ),
        { code: 'STEP_FAILED_PARTIAL' },
      );
      await setUp('CREATE TABLE later (id integer)', 'INSERT INTO t VALUES (11, 0)');
      await migrator().upgrade();
      assert.deepEqual([await counts(), await counts('u')], [{ 2: 11 }, { 1: 2 }]);
    });

    it('begins again with the first row when what it sets was edited, and says so', async () => {
      await numbered(10);
      const body = "await op.batchUpdate('t', { set: { n: Sequelize.literal('n + 1') }, batchSize: 3 });";
      write(`${body} await op.execute('SELECT * FROM nowhere');`);
      assert.equal((await cli('upgrade')).code, 6);
      write(body.replace('n + 1', 'n + 10'));
      const { code, stderr } = await cli('upgrade');
      assert.equal(code, 0, stderr);
      assert.match(
        stderr,
        /warning: b0000000: what it sets in "t" was edited since it was stopped: the backfill begins again/,
      );
      assert.deepEqual(await counts(), { 11: 10 });
    });

    it('goes on when the file was edited elsewhere, or when only the present time in it is another one', async () => {
      await numbered(10);
      const column = sqlite ? 'text' : 'timestamptz';
      await setUp(`ALTER TABLE t ADD COLUMN at ${column}`);
      const body = "await op.batchUpdate('t', { set: { n: Sequelize.literal('n + 1'), at: AT }, batchSize: 3 });";
      const now = body.replace('AT', 'new Date()');
      write(`${now} await op.execute('SELECT * FROM nowhere');`);
      for (let run = 0; run < 2; run += 1) assert.equal((await cli('upgrade')).code, 6);
      assert.deepEqual(await counts(), { 1: 10 });
      await db.query('UPDATE t SET n = 0');
      await db.query('DROP TABLE windlass_backfill');
      const then = body.replace('AT', "'2020-02-03'");
      write(`${then} await op.execute('SELECT * FROM nowhere');`);
      assert.equal((await cli('upgrade')).code, 6);
      write(`${then} await op.execute('SELECT * FROM t');`);
      const { code, stderr } = await cli('upgrade');
      assert.equal(code, 0, stderr);
      assert.deepEqual(await counts(), { 1: 10 });
    });

    it('forgets the place of a revision that is stamped: a later run begins with the first row', async () => {
      await numbered(10);
      const body =
        "await op.batchUpdate('t', { set: { n: Sequelize.literal('n + 1') }, batchSize: 3 }); await op.execute('SELECT * FROM later');";
      await assert.rejects(up(body), { code: 'STEP_FAILED_PARTIAL' });
      await migrator().stamp([ID]);
      assert.equal(await left(), false);
      await migrator().downgrade('base');
      await setUp('CREATE TABLE later (id integer)');
      await migrator().upgrade();
      assert.deepEqual(await counts(), { 2: 10 });
    });

    it('is waited for when its await was forgotten', async () => {
      await numbered(50);
      await up("void op.batchUpdate('t', { set: { n: Sequelize.literal('n + 1') }, batchSize: 2 });");
      assert.deepEqual(await counts(), { 1: 50 });
      assert.ok(events.some((event) => event.kind === 'warning' && event.message.includes('forgotten await')));
    });

    it('takes turns with others under Promise.all, and each goes on in its own place', async () => {
      await numbered(20);
      const call = (sum: string) =>
        `op.batchUpdate('t', { set: { n: Sequelize.literal('n + ${sum}') }, batchSize: 3 })`;
      const body = `await Promise.all([${call('1')}, ${call('10 + 0 * (SELECT id FROM go)')}]);`;
      await assert.rejects(up(body), { code: 'STEP_FAILED_PARTIAL' });
      await setUp('CREATE TABLE go (id integer)', 'INSERT INTO go VALUES (1)');
      await migrator().upgrade();
      assert.deepEqual(await counts(), { 11: 20 });
    });

    for (const more of ['', OUTSIDE]) {
      it(`is one UPDATE in a script, ${more === '' ? 'inside' : 'outside'} a transaction, and needs no table of ours`, async () => {
        const table =
          "await op.createTable('t', { id: { type: Sequelize.INTEGER, primaryKey: true }, n: Sequelize.INTEGER });";
        const rows = "await op.bulkInsert('t', [{ id: 1, n: 0 }, { id: 2, n: 0 }, { id: 3, n: 5 }]);";
        const call =
          "await op.batchUpdate('t', { set: { n: Sequelize.literal('n + 1') }, where: { n: 0 }, batchSize: 1 });";
        project.write({
          'migrations/a.js': revisionFile('a0000000', null, { up: table + rows }),
          'migrations/b.js': revisionFile(ID, 'a0000000', { up: call, more }),
        });
        const { sql } = await migrator().script('up');
        assert.doesNotMatch(sql, /backfill|changes\(\)|made from an empty database/);
        assert.equal(sql.match(/^UPDATE .*SET "n" = n \+ 1 WHERE/gm)?.length, 1, sql);
        assert.deepEqual(await runScript(db.url, sql), { code: 0, stderr: '' });
        assert.deepEqual(await counts(), { 1: 2, 5: 1 });
      });
    }

    it('tells how far it has come after each batch', async () => {
      await numbered(10);
      await setUp(sqlite ? 'SELECT 1' : 'ANALYZE t');
      await up("await op.batchUpdate('t', { set: { n: 1 }, batchSize: 4 });");
      const progress = events.filter(({ kind }) => kind === 'progress');
      const line = (done: number) => ({ kind: 'progress', revision: ID, table: 't', done, total: 10 });
      assert.deepEqual(progress, [line(4), line(8), line(10)]);
    });

    const WRONG: Readonly<Record<string, string>> = {
      '{ set: {} }': '"set" names no column',
      '{ set: { n: undefined } }': '"set" says undefined for "n"',
      '{ set: { n: 1 }, where: undefined }': '"where" is nothing',
      '{ set: { n: 1 }, batchSize: 0 }': '"batchSize" is 0',
      '{ set: { n: 1 }, pauseMs: -1 }': '"pauseMs" is -1',
      '{ set: { id: 1 } }': 'cannot change "id", which it goes by',
    };
    for (const [options, words] of Object.entries(WRONG)) {
      it(`refuses ${options} and changes nothing`, async () => {
        await numbered(2);
        await assert.rejects(up(`await op.batchUpdate('t', ${options});`), (error: Error) =>
          error.message.includes(words),
        );
        assert.deepEqual(await counts(), { 0: 2 });
      });
    }

    it('names a table that does not exist', async () => {
      await assert.rejects(up("await op.batchUpdate('nowhere', { set: { n: 1 } });"), /nowhere/);
    });

    it('is exactly once after SIGKILLs in the middle', async () => {
      await numbered(1_000);
      write(
        "const { rows } = await op.batchUpdate('t', { set: { n: Sequelize.literal('n + 1') }, batchSize: 10, pauseMs: 5 }); op.notice('rows ' + rows);",
      );
      let kills = 0;
      for (let round = 0; round < 4; round += 1) {
        const { child, ended } = project.spawn(['upgrade', '--url', db.url, '--log', 'json']);
        const killed = (async () => {
          for await (const chunk of child.stderr ?? []) if (String(chunk).includes('"progress"')) break;
          setTimeout(() => child.kill('SIGKILL'), Math.random() * 200);
        })();
        const { signal } = await ended;
        await killed;
        kills += signal === 'SIGKILL' ? 1 : 0;
      }
      assert.ok(kills > 0);
      const before = await counts();
      assert.ok((before[1] ?? 0) < 1_000 && (before[1] ?? 0) >= kills * 10, JSON.stringify(before));
      const { code, stderr } = await cli('upgrade');
      assert.equal(code, 0, stderr);
      assert.deepEqual(await counts(), { 1: 1_000 });
      assert.match(stderr, /went on after \d+ rows of an earlier run[\s\S]*rows 1000/);
      assert.equal(await left(), false);
    });

    it('does not wait for the pause to end on SIGTERM, keeps the batches it has committed, and goes on with the next run', async () => {
      await numbered(100);
      write(
        "await op.batchUpdate('t', { set: { n: Sequelize.literal('n + 1') }, batchSize: 30, pauseMs: Number(process.env.PAUSE) });",
      );
      const { child, ended } = project.spawn(['upgrade', '--url', db.url, '--log', 'json'], {
        env: { PAUSE: '3600000' },
      });
      await heard(child, '"progress"');
      child.kill('SIGTERM');
      assert.equal((await ended).code, 143);
      assert.deepEqual(await counts(), { 0: 70, 1: 30 });
      const again = await project.windlass(['upgrade', '--url', db.url], { env: { PAUSE: '0' } });
      assert.equal(again.code, 0, again.stderr);
      assert.deepEqual(await counts(), { 1: 100 });
    });
  });
}

describe('op.batchUpdate on PostgreSQL alone', () => {
  let db: TestDatabase;
  let project: Project;
  const up = async (body: string, more = OUTSIDE) => {
    project.write({ 'migrations/b.js': revisionFile(ID, null, { up: body, more }) });
    return project.windlass(['upgrade', '--url', db.url, '--log', 'pretty']);
  };
  fresh(databaseKind('postgres'), (own) => {
    ({ db, project } = own);
  });

  it('goes by a unique index over columns that are NOT NULL, and is UNSUPPORTED without one', async () => {
    await db.query(
      'CREATE TABLE t (a integer, n integer, UNIQUE (a)); INSERT INTO t SELECT i, 0 FROM generate_series(1, 9) i',
    );
    const body = "await op.batchUpdate('t', { set: { n: Sequelize.literal('n + 1') }, batchSize: 2 });";
    const refused = await up(body);
    assert.equal(refused.code, 7, refused.stderr);
    assert.match(
      refused.stderr,
      /UNSUPPORTED: batchUpdate\("t"\) has nothing to go by: .*\n {2}→ give the table a key/,
    );
    await db.query('ALTER TABLE t ALTER a SET NOT NULL');
    const done = await up(body);
    assert.equal(done.code, 0, done.stderr);
    assert.deepEqual(await db.query('SELECT DISTINCT n FROM t'), [{ n: 1 }]);
  });

  it('finds a table by its schema, and a partitioned one', async () => {
    await db.query(`CREATE SCHEMA "o'ther"; CREATE TABLE "o'ther".t (id integer PRIMARY KEY, n integer) PARTITION BY RANGE (id);
      CREATE TABLE "o'ther".t1 PARTITION OF "o'ther".t FOR VALUES FROM (0) TO (5); CREATE TABLE "o'ther".t2 PARTITION OF "o'ther".t FOR VALUES FROM (5) TO (50);
      INSERT INTO "o'ther".t SELECT i, 0 FROM generate_series(1, 20) i; CREATE TABLE t (id integer PRIMARY KEY, n integer); INSERT INTO t VALUES (1, 0)`);
    const { code, stderr } = await up(
      `await op.batchUpdate({ schema: "o'ther", tableName: 't' }, { set: { n: Sequelize.literal('n + 1') }, batchSize: 3 });`,
    );
    assert.equal(code, 0, stderr);
    assert.deepEqual(await db.query(`SELECT DISTINCT n FROM "o'ther".t`), [{ n: 1 }]);
    assert.deepEqual(await db.query('SELECT n FROM t'), [{ n: 0 }]);
  });

  it('goes on from a date although the next run writes dates another way', async () => {
    await db.query(`CREATE TABLE t (id timestamp PRIMARY KEY, n integer CHECK (n < 2)); INSERT INTO t SELECT timestamp '2020-02-03 04:05:06.000001' + i * interval '1 day 1 microsecond', 0 FROM generate_series(1, 40) i;
      CREATE TABLE stop (id integer); INSERT INTO stop VALUES (1)`);
    const body = `await op.batchUpdate('t', { set: { n: Sequelize.literal("n + 1 / CASE WHEN id > '2020-03-01' THEN (SELECT 1 - count(*) FROM stop) ELSE 1 END") }, batchSize: 4 });`;
    assert.equal((await up(body)).code, 6);
    const name = new URL(db.url).pathname.slice(1);
    await db.query(`ALTER DATABASE ${name} SET datestyle = 'SQL, DMY'; DELETE FROM stop`);
    const { code, stderr } = await up(body);
    assert.equal(code, 0, stderr);
    assert.match(stderr, /went on after 24 rows/);
    assert.deepEqual(await db.query('SELECT n, count(*)::int AS c FROM t GROUP BY n'), [{ n: 1, c: 40 }]);
  });

  it('makes a batch again that another session was in the way of', async () => {
    const name = new URL(db.url).pathname.slice(1);
    await db.query(
      `CREATE TABLE t (id integer PRIMARY KEY, n integer); INSERT INTO t SELECT i, 0 FROM generate_series(1, 9) i; ALTER DATABASE ${name} SET default_transaction_isolation = 'repeatable read'`,
    );
    const other = new pg.Client({ connectionString: db.url });
    await other.connect();
    await other.query('BEGIN; UPDATE t SET n = 10 WHERE id = 5');
    const ended = up("await op.batchUpdate('t', { set: { n: Sequelize.literal('n + 1') }, batchSize: 3 });");
    const waits = "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()";
    await until('the batch waits for the row', async () => (await db.query(waits)).length > 0);
    await other.query('COMMIT'); // the batch could not serialize now
    await other.end();
    const { code, stderr } = await ended;
    assert.equal(code, 0, stderr);
    const rows = await db.query('SELECT n FROM t ORDER BY id');
    assert.deepEqual(
      rows.map(({ n }) => n),
      [1, 1, 1, 1, 11, 1, 1, 1, 1],
    );
  });

  it('writes no batch that another process has already written, should the lock have been lost', async () => {
    await db.query(
      'CREATE TABLE t (id integer PRIMARY KEY, n integer); INSERT INTO t SELECT i, 0 FROM generate_series(1, 9) i',
    );
    const { code, stderr } = await up(
      `await op.batchUpdate('t', { set: { n: Sequelize.literal("n + 1 + (SELECT 0 * count(*) FROM pg_class)") }, batchSize: 3 });`.replace(
        'await op',
        () =>
          `await op.execute("CREATE FUNCTION meddle() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN UPDATE windlass_backfill SET position = 'elsewhere'; RETURN NULL; END $$; CREATE TRIGGER m AFTER UPDATE ON t FOR EACH ROW WHEN (NEW.id = 5) EXECUTE FUNCTION meddle()"); await op`,
      ),
    );
    assert.equal(code, 6, stderr);
    assert.match(stderr, /another process goes on with the backfill of b0000000/);
    const rows = await db.query('SELECT n FROM t ORDER BY id');
    assert.deepEqual(
      rows.map(({ n }) => n),
      [1, 1, 1, 0, 0, 0, 0, 0, 0],
    );
  });
});
