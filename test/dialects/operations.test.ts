import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Sequelize } from 'sequelize';
import { createMigrator } from '../../src/index.ts';
import { databases, type TestDatabase } from '../support/databases.ts';
import { type Run, withDatabase } from '../support/operations.ts';

interface Destruction {
  readonly before: readonly string[];
  readonly up: string;
  /** What must be the same afterwards. */
  readonly look: string;
}

// "Sequelize on SQLite destroys", one by one: what was there, the operation, what is looked at.
const DESTRUCTIONS: Readonly<Record<string, Destruction>> = {
  'rows of cascading child tables': {
    before: [
      'CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT)',
      'CREATE TABLE child (id INTEGER PRIMARY KEY, t_id INTEGER REFERENCES t (id) ON DELETE CASCADE)',
      "INSERT INTO t VALUES (1, 'x')",
      'INSERT INTO child VALUES (1, 1)',
    ],
    up: "await op.changeColumn('t', 'a', { type: Sequelize.STRING });",
    look: 'SELECT * FROM child',
  },
  'an unrelated table t_backup': {
    before: [
      'CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT)',
      'CREATE TABLE t_backup (id INTEGER PRIMARY KEY, a TEXT)',
      "INSERT INTO t_backup VALUES (7, 'precious')",
    ],
    up: "await op.removeColumn('t', 'a');",
    look: 'SELECT * FROM t_backup',
  },
  'a table that a view uses': {
    before: [
      'CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b TEXT)',
      'CREATE VIEW v AS SELECT id, b FROM t',
      "INSERT INTO t VALUES (1, 'x', 'y')",
    ],
    up: "await op.addConstraint('t', { type: 'unique', fields: ['a'], name: 't_a' });",
    look: "SELECT v.b, (SELECT count(*) FROM sqlite_master WHERE name = 'v') AS there FROM v",
  },
  'the counter of AUTOINCREMENT': {
    before: [
      'CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a TEXT)',
      'INSERT INTO t (id) VALUES (90)',
      'DELETE FROM t',
    ],
    up: "await op.changeColumn('t', 'a', { type: Sequelize.STRING });",
    look: "SELECT seq, (SELECT sql LIKE '%AUTOINCREMENT%' FROM sqlite_master WHERE name = 't') AS kept FROM sqlite_sequence WHERE name = 't'",
  },
  'a CHECK': {
    before: ['CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, n INTEGER CHECK (n > 0))'],
    up: "await op.removeColumn('t', 'a');",
    look: "SELECT sql LIKE '%CHECK (n > 0)%' AS kept FROM sqlite_master WHERE name = 't'",
  },
  'an index': {
    before: [
      'CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, n INTEGER)',
      'CREATE INDEX t_n ON t (n DESC) WHERE n > 5',
    ],
    up: "await op.removeColumn('t', 'a');",
    look: "SELECT sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 't'",
  },
  'a trigger': {
    before: [
      'CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, n INTEGER)',
      'CREATE TRIGGER tr AFTER INSERT ON t BEGIN UPDATE t SET n = 1 WHERE id = NEW.id; END',
    ],
    up: "await op.removeColumn('t', 'a');",
    look: "SELECT sql FROM sqlite_master WHERE type = 'trigger'",
  },
  'the actions of a foreign key': {
    before: [
      'CREATE TABLE p (id INTEGER PRIMARY KEY)',
      'CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, p_id INTEGER REFERENCES p (id) ON DELETE SET NULL ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED)',
    ],
    up: "await op.renameColumn('t', 'a', 'b');",
    look: "SELECT sql LIKE '%ON DELETE SET NULL ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED%' AS kept FROM sqlite_master WHERE name = 't'",
  },
  'a collation': {
    before: [
      'CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, n TEXT COLLATE NOCASE)',
      "INSERT INTO t VALUES (1, 'x', 'Abc')",
    ],
    up: "await op.changeColumn('t', 'a', { type: Sequelize.STRING });",
    look: "SELECT count(*) AS found FROM t WHERE n = 'aBC'",
  },
  'a generated column': {
    before: [
      'CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, n INTEGER, g INTEGER GENERATED ALWAYS AS (n * 2) STORED)',
      'INSERT INTO t (id, n) VALUES (1, 4)',
    ],
    up: "await op.removeColumn('t', 'a');",
    look: "SELECT g, (SELECT count(*) FROM pragma_table_xinfo('t') WHERE hidden = 3) AS generated FROM t",
  },
  STRICT: {
    before: ['CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, n INTEGER) STRICT'],
    up: "await op.removeColumn('t', 'a');",
    look: "SELECT strict FROM pragma_table_list('t')",
  },
  'the text of a default': {
    before: [
      "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, s TEXT DEFAULT 'it''s; DEFAULT 0', d TEXT DEFAULT (datetime('now', '+1 day')))",
    ],
    up: "await op.removeColumn('t', 'a');",
    look: "SELECT name, dflt_value FROM pragma_table_info('t') WHERE name IN ('s', 'd')",
  },
  'a constraint with a name': {
    before: ['CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b TEXT, CONSTRAINT both UNIQUE (id, b))'],
    up: "await op.addConstraint('t', { type: 'check', fields: ['a'], name: 'short', where: { a: ['x', 'y'] } });",
    look: "SELECT sql LIKE '%CONSTRAINT both UNIQUE (id, b)%' AS kept FROM sqlite_master WHERE name = 't'",
  },
};

describe('operations on SQLite', () => {
  for (const [name, destruction] of Object.entries(DESTRUCTIONS)) {
    it(`keep ${name}, which Sequelize's own lose`, async () => {
      const there = await seen(destruction, async () => undefined);
      assert.deepEqual(await seen(destruction, (_, run) => run(destruction.up)), there);
      const plain = await seen(destruction, (db) => plainly(db, destruction.up)).catch((error) => String(error));
      assert.notDeepEqual(plain, there);
    });
  }

  it('are given to files of sequelize-cli when the configuration says so', async () => {
    for (const operations of ['exact', 'corrected'] as const) {
      await withDatabase('sqlite', async (db) => {
        await db.query('CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, n INTEGER CHECK (n > 0))');
        const directory = mkdtempSync(join(tmpdir(), 'windlass-legacy-'));
        mkdirSync(join(directory, 'm'));
        const up = "module.exports = { up: (op) => op.removeColumn('t', 'a'), down: async () => {} };";
        writeFileSync(join(directory, 'm/1.cjs'), up);
        await createMigrator({ url: db.url, migrations: 'm', legacy: { operations } }, { directory }).upgrade();
        rmSync(directory, { recursive: true });
        const [table] = await db.query("SELECT sql FROM sqlite_master WHERE name = 't'");
        assert.equal(String(table?.sql).includes('CHECK'), operations === 'corrected');
      });
    }
  });

  it('refuse to drop a column that a view, a trigger or another table needs, and keep everything', async () => {
    await withDatabase('sqlite', async (db, run) => {
      for (const sql of [
        'CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT UNIQUE, b TEXT, c TEXT)',
        'CREATE VIEW v AS SELECT b FROM t',
        'CREATE TABLE child (a TEXT REFERENCES t (a))',
        'CREATE TRIGGER tr AFTER INSERT ON child BEGIN UPDATE t SET c = 1; END',
      ])
        await db.query(sql);
      const before = await db.dump({ without: OURS });
      for (const [column, says] of [
        ['b', /would break the view "v": .*no such column: b/],
        ['c', /would break the trigger "tr": .*no such column: c/],
        ['a', /"child"\."a" is a foreign key to "t"\."a"/],
      ] as const) {
        await assert.rejects(run(`await op.removeColumn('t', '${column}');`), says);
        assert.equal(await db.dump({ without: OURS }), before);
      }
    });
  });
});

const OURS = ['windlass_revision', 'windlass_history', 'windlass_snapshot'];
describe('single calls on SQLite', () => {
  const statements = async (up: string): Promise<readonly string[]> => {
    const seen: string[] = [];
    await withDatabase('sqlite', async (db, run) => {
      await db.query("CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT DEFAULT 'x', b TEXT, c TEXT)");
      await db.query('CREATE TABLE u (id INTEGER PRIMARY KEY, a TEXT)');
      await db.query('INSERT INTO t (id) VALUES (1)');
      await run(up, { heard: (sql) => void seen.push(sql) });
    });
    return seen;
  };
  const rebuilds = (list: readonly string[]) => list.filter((sql) => sql.startsWith('INSERT INTO "windlass_')).length;
  const three = `await op.removeColumn('t', 'b'); await op.changeColumn('t', 'a', { allowNull: false });
    await op.addConstraint('t', { type: 'unique', fields: ['a'], name: 'u' });`;

  it('join by themselves into one rebuild of a table', async () => {
    assert.equal(rebuilds(await statements(three)), 1);
    assert.equal(
      rebuilds(await statements(`${three} await op.removeColumn('u', 'a'); await op.removeColumn('t', 'c');`)),
      2,
    );
    assert.equal(
      rebuilds(
        await statements(
          `await Promise.all([op.removeColumn('t', 'b'), op.removeColumn('t', 'c'), op.removeColumn('u', 'a')]);`,
        ),
      ),
      2,
    );
  });

  it('are made before whatever comes between them', async () => {
    const between = "const [r] = await op.execute('SELECT * FROM t'); if ('b' in r) throw new Error('b is there');";
    assert.equal(
      rebuilds(await statements(`await op.removeColumn('t', 'b'); ${between} await op.removeColumn('t', 'c');`)),
      2,
    );
    const described = "const shape = await op.describeTable('t'); if ('b' in shape) throw new Error('b is there');";
    await statements(`await op.removeColumn('t', 'b'); ${described}`);
    const inside = `await op.sequelize.transaction(async (transaction) => {
      await op.removeColumn('t', 'b', { transaction });
      const [rows] = await op.sequelize.query('SELECT * FROM t', { transaction });
      if ('b' in rows[0]) throw new Error('b is there');
    });`;
    await statements(inside);
  });

  it('say at once what is wrong with them, and nothing of them stays after an error', async () => {
    await assert.rejects(
      statements("await op.removeColumn('t', 'nowhere'); throw new Error('too late');"),
      /has no column "nowhere", only id, a, b, c/,
    );
    await assert.rejects(
      statements("await op.changeColumn('t', 'b', { allowNull: false });"),
      /NOT NULL constraint failed/,
    );
    await withDatabase('sqlite', async (db, run) => {
      await db.query('CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b TEXT)');
      await assert.rejects(run("await op.removeColumn('t', 'a'); throw new Error('stop');"), /stop/);
      await run("await op.removeColumn('t', 'b');");
      assert.deepEqual(await db.query("SELECT name FROM pragma_table_info('t')"), [{ name: 'id' }, { name: 'a' }]);
    });
  });

  it('rename indexes and constraints, which SQLite itself cannot', async () => {
    await withDatabase('sqlite', async (db, run) => {
      await db.query('CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, CONSTRAINT "one ON" CHECK (a <> \'ON\'))');
      await db.query('CREATE INDEX "i ON" ON t (a) WHERE a <> \'i ON\'');
      await run("await op.renameIndex('t', 'i ON', 'new \"i'); await op.renameConstraint('t', 'one ON', 'two');");
      const [table, index] = await db.query("SELECT sql FROM sqlite_master WHERE tbl_name = 't' ORDER BY type DESC");
      assert.match(String(table?.sql), /CONSTRAINT "two" CHECK \(a <> 'ON'\)/);
      assert.equal(index?.sql, 'CREATE INDEX "new ""i" ON t (a) WHERE a <> \'i ON\'');
    });
  });

  it('say what has no meaning there, and pass over what loses nothing', async () => {
    await statements(`await op.createEnum('e', ['a']); await op.addEnumValue('e', 'b'); await op.setComment('t', 'c'); await op.createExtension('x');
      await op.grant({ privileges: 'SELECT', on: 't', to: 'public' }); await op.createSchema('s'); await op.setComment('t', 'a', 'x');
      await op.addIndex('t', ['a'], { name: 'i', using: 'gin', include: ['b'], concurrently: true });
      await op.addConstraint('t', { type: 'check', fields: ['a'], name: 'k', where: { a: 'x' }, notValid: true }); await op.validateConstraint('t', 'k');
      await op.setNotNull('t', 'a'); await op.createView('v', 'SELECT id FROM u'); await op.dropView('v');
      await op.createTrigger('u', 'g', { timing: 'AFTER', events: 'INSERT', body: 'DELETE FROM t' }); await op.dropTrigger('u', 'g');
      await op.createTable('strict', { id: { type: 'INTEGER', primaryKey: true } }, { tableOptions: ['STRICT', 'WITHOUT ROWID'] });`);
    for (const up of [
      "await op.createFunction('f', { returns: 'int', body: '' });",
      "await op.createPolicy('t', 'p', { using: 'true' });",
      "await op.setRowSecurity('t', { enabled: true });",
      "await op.createSequence('s');",
      "await op.createView('v', 'SELECT 1', { materialized: true });",
      "await op.addConstraint('t', { type: 'exclusion', name: 'x', definition: 'USING gist (a WITH =)' });",
      "await op.addIndex('t', ['a'], { nullsNotDistinct: true });",
    ])
      await assert.rejects(statements(up), { code: 'UNSUPPORTED' }, up);
  });
});

for (const kind of databases()) {
  describe(`operations on ${kind.name}`, () => {
    it('batchAlterTable makes all changes of a table together, and down takes them back', async () => {
      await withDatabase(kind.name, async (db, run) => {
        await db.query('CREATE TABLE t (id INTEGER PRIMARY KEY, a VARCHAR(10), gone VARCHAR(10))');
        await db.query("INSERT INTO t (id, a, gone) VALUES (1, 'x', 'y')");
        await run(`await op.batchAlterTable('t', async (batch) => {
          await batch.addColumn('n', { type: Sequelize.INTEGER, allowNull: false, defaultValue: 3 });
          await batch.removeColumn('gone');
          await batch.renameColumn('a', 'b');
          await batch.changeColumn('b', { type: Sequelize.STRING(40), allowNull: false, defaultValue: 'none' });
          await batch.addConstraint({ type: 'unique', fields: ['b'], name: 't_b_once' });
        });`);
        assert.deepEqual(await db.query('SELECT * FROM t'), [{ id: 1, b: 'x', n: 3 }]);
        await assert.rejects(db.query("INSERT INTO t (id, b) VALUES (2, 'x')"), /unique|UNIQUE/);
        await assert.rejects(db.query('INSERT INTO t (id, b) VALUES (2, NULL)'), /null|NULL/i);
        await db.query('INSERT INTO t (id) VALUES (2)');
        assert.deepEqual(await db.query('SELECT b FROM t WHERE id = 2'), [{ b: 'none' }]);
        await run("await op.removeConstraint('t', 't_b_once'); await op.changeColumn('t', 'b', { allowNull: true });");
        await db.query("INSERT INTO t (id, b) VALUES (3, NULL), (4, 'x')");
      });
    });

    it('changeColumn changes only what is named', async () => {
      await withDatabase(kind.name, async (db, run) => {
        await db.query(
          "CREATE TABLE t (id INTEGER PRIMARY KEY, a VARCHAR(5) NOT NULL DEFAULT 'x', b INTEGER DEFAULT 7)",
        );
        const insert = (id: number) => db.query(`INSERT INTO t (id) VALUES (${id})`);
        await run(
          "await op.changeColumn('t', 'a', Sequelize.STRING(50)); await op.changeColumn('t', 'b', { type: Sequelize.BIGINT });",
        );
        await insert(1);
        await assert.rejects(db.query('INSERT INTO t (id, a) VALUES (2, NULL)'));
        await run(
          "await op.changeColumn('t', 'a', { defaultValue: 'new' }); await op.changeColumn('t', 'b', { defaultValue: null });",
        );
        await insert(3);
        await assert.rejects(db.query('INSERT INTO t (id, a) VALUES (4, NULL)'));
        const rows = await db.query('SELECT id, a, b FROM t ORDER BY id');
        assert.deepEqual(
          rows.map(({ a, b }) => [a, b === null ? null : Number(b)]),
          [
            ['x', 7],
            ['new', null],
          ],
        );
      });
    });

    it('createTable fails on a table that exists, and passes over it only when asked', async () => {
      await withDatabase(kind.name, async (db, run) => {
        await db.query('CREATE TABLE t (id INTEGER PRIMARY KEY)');
        const create = (options: string) => `await op.createTable('t', { other: Sequelize.TEXT }${options});`;
        await assert.rejects(
          run(create('')),
          /the table t exists already and is another one: it has no column "other"/,
        );
        await run(create(', { ifNotExists: true }'));
        await assert.rejects(db.query('SELECT other FROM t'));
        await db.query('DROP TABLE t');
        const same =
          "await op.createTable('t', { id: { type: Sequelize.INTEGER, primaryKey: true, autoIncrement: true }, n: Sequelize.TEXT });";
        await run(same);
        await assert.rejects(run(same), /the table t exists already with the same columns/);
      });
    });

    it('statements with comments before them run, and the first error is told when a later statement fails of it', async () => {
      await withDatabase(kind.name, async (db, run) => {
        await run(`await op.createTable('t', { id: Sequelize.INTEGER });
          await op.execute("insert into t values (1); -- c;\\n update t set id = 2; /* ; */ -- x\\n insert into t values (3) -- end");`);
        assert.deepEqual(await db.query('SELECT id FROM t ORDER BY id'), [{ id: 2 }, { id: 3 }]);
        for (const transaction of [true, false])
          await run('await op.sequelize.query("-- note\\n/* another */ insert into t values (4)");', { transaction });
        assert.equal((await db.query('SELECT id FROM t WHERE id = 4')).length, 2);
        const swallowed =
          "await op.addColumn('nowhere', 'a', Sequelize.TEXT).catch(() => {}); await op.addColumn('t', 'b', Sequelize.TEXT);";
        if (kind.name === 'postgres') await assert.rejects(run(swallowed), /"nowhere" does not exist/);
      });
    });

    it('a hostile table name is a name', async () => {
      await withDatabase(kind.name, async (db, run) => {
        const name = `t"; DROP TABLE "x'--`;
        await db.query('CREATE TABLE "x\'--" (id INTEGER)');
        const js = JSON.stringify(name);
        await run(
          `await op.createTable(${js}, { id: { type: Sequelize.INTEGER, primaryKey: true }, a: Sequelize.TEXT });
          await op.addColumn(${js}, 'it''s "b"', { type: Sequelize.TEXT, defaultValue: "d'" });`.replaceAll(
            "''",
            "\\'",
          ),
        );
        await run(`await op.changeColumn(${js}, 'a', { allowNull: false }); await op.removeColumn(${js}, 'a');`);
        await db.query('SELECT * FROM "x\'--"');
        await run(`await op.dropTable(${js});`);
      });
    });
  });
}

// What is to be looked at, after a piece of work on a database as it was before.
async function seen(
  { before, look }: Destruction,
  work: (db: TestDatabase, run: Run) => Promise<void>,
): Promise<unknown> {
  let rows: unknown;
  await withDatabase('sqlite', async (db, run) => {
    for (const sql of before) await db.query(sql);
    await work(db, run);
    rows = await db.query(look);
  });
  return rows;
}

// Sequelize without Windlass.
async function plainly(db: TestDatabase, up: string): Promise<void> {
  const sequelize = new Sequelize({ dialect: 'sqlite', storage: db.url.replace('sqlite:', ''), logging: false });
  try {
    await new Function('op', 'Sequelize', `return (async () => { ${up} })();`)(
      sequelize.getQueryInterface(),
      Sequelize,
    );
  } finally {
    await sequelize.close();
  }
}
