import assert from 'node:assert/strict';
import type { TestDatabase } from '../support/databases.ts';
import { type Run, withDatabase } from '../support/operations.ts';

const on = (work: (db: TestDatabase, run: Run) => Promise<void>) => () => withDatabase('postgres', work);
const OUTSIDE = { transaction: false };

async function labels(db: TestDatabase, type: string): Promise<unknown> {
  const rows = await db.query(
    `SELECT array_agg(enumlabel::text ORDER BY enumsortorder) AS labels FROM pg_enum WHERE enumtypid = to_regtype('"${type}"')`,
  );
  return rows[0]?.labels ?? null;
}

describe('enum types on PostgreSQL', () => {
  it(
    'go with their table, with their column, and come again with other values',
    on(async (db, run) => {
      const create = (values: string) =>
        `await op.createTable('t', { id: { type: Sequelize.INTEGER, primaryKey: true }, s: { type: Sequelize.ENUM(${values}), defaultValue: 'a' } });`;
      await run(create("'a', 'b'"));
      assert.deepEqual(await labels(db, 'enum_t_s'), ['a', 'b']);
      await run("await op.dropTable('t');");
      assert.equal(await labels(db, 'enum_t_s'), null);
      await run(create("'a', 'z'"));
      await run("await op.removeColumn('t', 's');");
      assert.equal(await labels(db, 'enum_t_s'), null);
      await run("await op.addColumn('t', 's', { type: Sequelize.ARRAY(Sequelize.ENUM('x', 'y')), allowNull: false });");
      await db.query("INSERT INTO t VALUES (1, '{x,y}')");
    }),
  );

  it(
    'gives an ENUM array the default labels it is told, also with quotes, backslashes and commas in them',
    on(async (db, run) => {
      const labels = ['plain', 'say "x"', 'back\\slash', "it's, a", '{x}'];
      const given = JSON.stringify(labels);
      await run(
        `await op.createTable('t', { id: { type: Sequelize.INTEGER, primaryKey: true }, m: { type: Sequelize.ARRAY(Sequelize.ENUM(...${given})), defaultValue: ${given} } });`,
      );
      await db.query('INSERT INTO t (id) VALUES (1)');
      assert.deepEqual(await db.query('SELECT m::text[] FROM t'), [{ m: labels }]);
    }),
  );

  it(
    'stay when something else uses them, and when a person made them',
    on(async (db, run) => {
      await run(`await op.createTable('t', { s: Sequelize.ENUM('a') });
      await op.execute('CREATE TABLE other (s enum_t_s)');
      await op.createEnum('mood', ['sad', "it's ok"]);
      await op.createTable('m', { mood: '"mood"' });`);
      await run("await op.dropTable('t'); await op.dropTable('m');");
      assert.deepEqual(await labels(db, 'enum_t_s'), ['a']);
      assert.deepEqual(await labels(db, 'mood'), ['sad', "it's ok"]);
      await run("await op.dropEnum('mood');");
      assert.equal(await labels(db, 'mood'), null);
    }),
  );

  it(
    'an existing type with other values is an error that shows both',
    on(async (db, run) => {
      await db.query("CREATE TYPE enum_t_s AS ENUM ('old')");
      await assert.rejects(
        run("await op.createTable('t', { s: Sequelize.ENUM('new') });"),
        /the enum type enum_t_s exists with the values 'old', not 'new'/,
      );
      await run("await op.createTable('t', { s: Sequelize.ENUM('old') });");
    }),
  );

  it(
    'take values before and after, rename and drop them, rows checked',
    on(async (db, run) => {
      await run(`await op.createEnum('mood', ['b', 'd']);
      await op.createTable('t', { id: { type: Sequelize.INTEGER, primaryKey: true }, m: { type: '"mood"', defaultValue: 'd', allowNull: false }, many: '"mood"[]' });`);
      await run(`await op.addEnumValue('mood', 'a', { before: 'b' }); await op.addEnumValue('mood', "c's", { after: 'b' });
      await op.addEnumValue('mood', 'e'); await op.renameEnumValue('mood', 'e', 'last');`);
      assert.deepEqual(await labels(db, 'mood'), ['a', 'b', "c's", 'd', 'last']);
      await db.query("INSERT INTO t VALUES (1, 'a', '{b,last}'), (2, DEFAULT, NULL)");
      await assert.rejects(
        run("await op.dropEnumValue('mood', 'last');"),
        /'last' cannot go from the enum type mood: 1 row\(s\) of "public"\."t"\."many" have it/,
      );
      await db.query("UPDATE t SET many = '{b}' WHERE id = 1");
      await run("await op.dropEnumValue('mood', 'last');");
      assert.deepEqual(await labels(db, 'mood'), ['a', 'b', "c's", 'd']);
      await db.query('INSERT INTO t (id) VALUES (3)');
      assert.deepEqual(await db.query('SELECT m::text, many::text FROM t ORDER BY id'), [
        { m: 'a', many: '{b}' },
        { m: 'd', many: null },
        { m: 'd', many: null },
      ]);
      await assert.rejects(run("await op.dropEnumValue('mood', 'nothing');"), /has no value 'nothing', only a, b/);
      assert.deepEqual(await db.query("SELECT typname FROM pg_type WHERE typname LIKE 'mood%' AND typtype = 'e'"), [
        { typname: 'mood' },
      ]);
    }),
  );

  it(
    'are swapped with everything that compares their values, and keep what is said of them',
    on(async (db, run) => {
      await run(`await op.createEnum('mood', ['a', 'b', 'gone']);
        await op.createTable('p', { m: { type: '"mood"', primaryKey: true } });
        await op.createTable('t', { m: { type: '"mood"', references: { model: 'p', key: 'm' } }, many: { type: Sequelize.ARRAY(Sequelize.ENUM('x', 'y')), defaultValue: ['x'] } });
        await op.addIndex('t', ['m'], { name: 'only_a', where: { m: 'a' } });
        await op.addConstraint('t', { type: 'check', fields: ['m'], name: 'never_b', where: { m: { [Sequelize.Op.ne]: 'b' } } });
        await op.execute("COMMENT ON TYPE mood IS 'how it is'; REVOKE USAGE ON TYPE mood FROM PUBLIC; COMMENT ON CONSTRAINT never_b ON t IS 'c'");`);
      await db.query("INSERT INTO p VALUES ('a'); INSERT INTO t (m) VALUES ('a')");
      const look = async () => [
        await db.query(
          "SELECT obj_description('mood'::regtype) AS comment, typacl::text AS acl FROM pg_type WHERE typname = 'mood'",
        ),
        await db.query(
          "SELECT pg_get_indexdef(indexrelid) AS def FROM pg_index WHERE indrelid IN ('t'::regclass, 'p'::regclass) ORDER BY 1",
        ),
        await db.query(
          "SELECT conname, pg_get_constraintdef(oid) AS def, obj_description(oid) AS c FROM pg_constraint WHERE conrelid = 't'::regclass ORDER BY 1",
        ),
        await db.query('SELECT m::text, many::text FROM t'),
      ];
      const before = await look();
      await run("await op.dropEnumValue('mood', 'gone');");
      assert.deepEqual(await labels(db, 'mood'), ['a', 'b']);
      assert.deepEqual(await look(), before);
    }),
  );

  it(
    'changeColumn makes a column an ENUM, adds values, and takes values away',
    on(async (db, run) => {
      await db.query("CREATE TABLE t (id int, s varchar(9) NOT NULL DEFAULT 'new')");
      await db.query("INSERT INTO t VALUES (1, 'new'), (2, 'done')");
      const change = (values: string, rest = '') =>
        run(`await op.changeColumn('t', 's', { type: Sequelize.ENUM(${values})${rest} });`);
      await change("'new', 'done'");
      await db.query('INSERT INTO t (id) VALUES (3)');
      await assert.rejects(db.query('INSERT INTO t VALUES (4, NULL)'));
      await change("'first', 'new', 'middle', 'done', 'last'");
      assert.deepEqual(await labels(db, 'enum_t_s'), ['first', 'new', 'middle', 'done', 'last']);
      await change("'new', 'done', 'fresh'", ", defaultValue: 'fresh'");
      assert.deepEqual(await labels(db, 'enum_t_s'), ['new', 'done', 'fresh']);
      await db.query('INSERT INTO t (id) VALUES (5)');
      assert.deepEqual(
        await db.query('SELECT s::text FROM t ORDER BY id'),
        ['new', 'done', 'new', 'fresh'].map((s) => ({ s })),
      );
      await assert.rejects(change("'new', 'fresh'"), /invalid input value for enum/);
    }),
  );
});

describe('a table with a dot in its name on PostgreSQL', () => {
  it(
    'is that table; without one the dot divides schema and table',
    on(async (db, run) => {
      await run(`await op.createTable('a.b', { id: Sequelize.INTEGER }); await op.addIndex('a.b', ['id'], { name: 'whole' });
        await op.createSchema('s'); await op.createTable({ schema: 's', tableName: 't' }, { id: Sequelize.INTEGER });
        await op.addIndex('s.t', ['id'], { name: 'divided' }); await op.addConstraint('s.t', { type: 'unique', fields: ['id'], name: 'u' });`);
      const rows = await db.query(
        "SELECT indexrelid::regclass::text AS name FROM pg_index WHERE indrelid::regclass::text IN ('\"a.b\"', 's.t') ORDER BY 1",
      );
      assert.deepEqual(
        rows.map(({ name }) => name),
        ['s.divided', 's.u', 'whole'],
      );
    }),
  );
});

describe('indexes on PostgreSQL', () => {
  it(
    'say everything that CREATE INDEX can',
    on(async (db, run) => {
      await run(`await op.createTable('t', { id: Sequelize.INTEGER, a: Sequelize.TEXT, b: Sequelize.JSONB, n: Sequelize.INTEGER });
      await op.addIndex('t', ['a']);
      await op.addIndex('t', { name: 'g', fields: [{ name: 'b', operator: 'jsonb_path_ops' }], using: 'gin' });
      await op.addIndex('t', ['a'], { name: 'inc', unique: true, include: ['n'], nullsNotDistinct: true, where: { n: { [Sequelize.Op.gt]: 5 } } });
      await op.addIndex('t', [Sequelize.fn('lower', Sequelize.col('a')), { name: 'n', order: 'DESC', nulls: 'LAST' }], { name: 'expr' });
      await op.addIndex('t', [{ name: 'a', operator: 'text_pattern_ops', collate: 'C' }], { name: 'pat', where: Sequelize.literal("a <> 'x'") });`);
      const rows = await db.query(
        "SELECT pg_get_indexdef(indexrelid) AS def FROM pg_index WHERE indrelid = 't'::regclass ORDER BY 1",
      );
      assert.deepEqual(
        rows.map(({ def }) => String(def).replace(' ON public.t', '')),
        [
          'CREATE INDEX expr USING btree (lower(a), n DESC NULLS LAST)',
          'CREATE INDEX g USING gin (b jsonb_path_ops)',
          `CREATE INDEX pat USING btree (a COLLATE "C" text_pattern_ops) WHERE (a <> 'x'::text)`,
          'CREATE INDEX t_a USING btree (a)',
          'CREATE UNIQUE INDEX inc USING btree (a) INCLUDE (n) NULLS NOT DISTINCT WHERE (n > 5)',
        ],
      );
      await run(
        "await op.renameIndex('t', 't_a', 'other'); await op.removeIndex('t', 'other'); await op.removeIndex('t', 'gone', { ifExists: true });",
      );
      await assert.rejects(run("await op.removeIndex('t', ['a']);"), /"t_a" does not exist/);
    }),
  );

  it(
    'built concurrently leave nothing invalid behind, and what an earlier attempt left goes',
    on(async (db, run) => {
      await db.query('CREATE TABLE t (a int)');
      await db.query('INSERT INTO t VALUES (1), (1)');
      const invalid = () => db.query('SELECT indexrelid::regclass::text AS name FROM pg_index WHERE NOT indisvalid');
      const build = "await op.addIndex('t', ['a'], { name: 'once', unique: true, concurrently: true });";
      await assert.rejects(run(build, OUTSIDE), /could not create unique index|Validation|duplicate/i);
      assert.deepEqual(await invalid(), []);
      await db.query('CREATE UNIQUE INDEX CONCURRENTLY once ON t (a)').catch(() => undefined);
      assert.equal((await invalid()).length, 1);
      await db.query('DELETE FROM t');
      await run(build, OUTSIDE);
      assert.deepEqual(await invalid(), []);
      await run("await op.removeIndex('t', 'once', { concurrently: true });", OUTSIDE);
      assert.deepEqual(await db.query("SELECT 1 FROM pg_index WHERE indrelid = 't'::regclass"), []);
    }),
  );
});

describe('constraints on PostgreSQL', () => {
  it(
    'NOT VALID looks at new rows only, until it is validated',
    on(async (db, run) => {
      await run(`await op.createTable('p', { id: { type: Sequelize.INTEGER, primaryKey: true } });
      await op.createTable('t', { id: Sequelize.INTEGER, p_id: Sequelize.INTEGER });
      await op.execute('INSERT INTO t VALUES (-1, 99)');
      await op.addConstraint('t', { type: 'check', fields: ['id'], name: 'positive', where: { id: { [Sequelize.Op.gt]: 0 } }, notValid: true });
      await op.addConstraint('t', { type: 'foreign key', fields: ['p_id'], references: { table: 'p', field: 'id' }, onDelete: 'cascade', notValid: true, deferrable: Sequelize.Deferrable.INITIALLY_DEFERRED });`);
      await assert.rejects(db.query('INSERT INTO t VALUES (-2, NULL)'), /positive/);
      await assert.rejects(run("await op.validateConstraint('t', 'positive');"), /violated by some row/);
      await db.query('DELETE FROM t');
      await run(
        "await op.validateConstraint('t', 'positive'); await op.validateConstraint('t', 't_p_id_p_fk'); await op.renameConstraint('t', 't_p_id_p_fk', 'fk');",
      );
      assert.deepEqual(
        await db.query(
          "SELECT conname, convalidated, condeferred, confdeltype FROM pg_constraint WHERE conrelid = 't'::regclass AND contype = 'f'",
        ),
        [{ conname: 'fk', convalidated: true, condeferred: true, confdeltype: 'c' }],
      );
    }),
  );

  it(
    'exclude, and count NULLs as one',
    on(async (db, run) => {
      await run(`await op.createTable('t', { a: Sequelize.INTEGER, r: 'int4range' });
      await op.addConstraint('t', { type: 'exclusion', name: 'apart', definition: 'USING gist (r WITH &&)' });
      await op.addConstraint('t', { type: 'unique', fields: ['a'], name: 'one', nullsNotDistinct: true });`);
      await db.query("INSERT INTO t VALUES (NULL, '[1,5)')");
      await assert.rejects(db.query("INSERT INTO t VALUES (1, '[4,6)')"), /apart/);
      await assert.rejects(db.query("INSERT INTO t VALUES (NULL, '[8,9)')"), /one/);
      await run("await op.removeConstraint('t', 'apart');");
    }),
  );

  it(
    'setNotNull asks a validated CHECK first and leaves nothing else',
    on(async (db, run) => {
      await db.query('CREATE TABLE t (a int)');
      await db.query('INSERT INTO t VALUES (NULL)');
      await assert.rejects(run("await op.setNotNull('t', 'a');"), /t_a_not_null/);
      await db.query('UPDATE t SET a = 1');
      await run("await op.setNotNull('t', 'a');", OUTSIDE);
      await assert.rejects(db.query('INSERT INTO t VALUES (NULL)'), /not-null/);
      assert.deepEqual(
        await db.query("SELECT conname FROM pg_constraint WHERE conrelid = 't'::regclass AND contype = 'c'"),
        [],
      );
    }),
  );
});

describe('columns on PostgreSQL', () => {
  it(
    'identity, generated, collation and comment are said and kept',
    on(async (db, run) => {
      await run(`await op.createTable('t', {
        id: { type: Sequelize.BIGINT, primaryKey: true, identity: 'always' },
        two: { type: Sequelize.INTEGER, autoIncrement: true, autoIncrementIdentity: true },
        price: { type: Sequelize.INTEGER, comment: "in cents; 'net'" },
        gross: { type: Sequelize.INTEGER, generated: { expression: Sequelize.literal('price * 2') } },
        name: { type: Sequelize.TEXT, collate: 'C' },
      }, { comment: 'goods' });`);
      await db.query("INSERT INTO t (price, name) VALUES (4, 'x')");
      await assert.rejects(db.query('INSERT INTO t (id) VALUES (7)'), /non-DEFAULT value into column "id"/);
      assert.deepEqual(await db.query('SELECT id::int, two, gross FROM t'), [{ id: 1, two: 1, gross: 8 }]);
      const comments = "SELECT obj_description('t'::regclass) AS t, col_description('t'::regclass, 3) AS c";
      assert.deepEqual(await db.query(comments), [{ t: 'goods', c: "in cents; 'net'" }]);
      await run("await op.setComment('t', null); await op.setComment('t', 'price', 'new');");
      assert.deepEqual(await db.query(comments), [{ t: null, c: 'new' }]);
    }),
  );

  it(
    'alterColumn converts by USING and keeps what it does not name',
    on(async (db, run) => {
      await db.query("CREATE TABLE t (a text NOT NULL DEFAULT '5')");
      await db.query("INSERT INTO t VALUES ('41 ')");
      await run("await op.alterColumn('t', 'a', { type: Sequelize.INTEGER, using: 'trim(a)::int + 1', default: 7 });");
      await db.query('INSERT INTO t DEFAULT VALUES');
      assert.deepEqual(await db.query('SELECT a FROM t'), [{ a: 42 }, { a: 7 }]);
      await assert.rejects(db.query('INSERT INTO t VALUES (NULL)'));
      await run("await op.alterColumn('t', 'a', { nullable: true, default: null, comment: 'c' });");
      await db.query('INSERT INTO t DEFAULT VALUES');
    }),
  );

  it(
    'unique is added once only',
    on(async (db, run) => {
      await db.query('CREATE TABLE t (a int UNIQUE)');
      await run("await op.changeColumn('t', 'a', { type: Sequelize.BIGINT, unique: true });");
      assert.equal(
        (await db.query("SELECT 1 FROM pg_constraint WHERE conrelid = 't'::regclass AND contype = 'u'")).length,
        1,
      );
    }),
  );

  it(
    'live in schemas, of hostile names',
    on(async (db, run) => {
      await run(`await op.createSchema('s "1');
      const t = { schema: 's "1', tableName: "t'; --" };
      await op.createTable(t, { id: { type: Sequelize.INTEGER, primaryKey: true, autoIncrement: true }, e: Sequelize.ENUM('a') });
      await op.createTable({ schema: 's "1', tableName: 'child' }, { id: { type: Sequelize.INTEGER, references: { model: t, key: 'id' } } });
      await op.addColumn(t, 'x"y', Sequelize.TEXT);
      await op.addIndex(t, ['x"y'], { name: 'i"1' });
      await op.addConstraint(t, { type: 'unique', fields: ['x"y'], name: 'u"1' });
      await op.changeColumn(t, 'e', { type: Sequelize.ENUM('a', 'b') });
      await op.renameColumn(t, 'x"y', 'z');
      await op.removeIndex(t, 'i"1');
      await op.removeConstraint(t, 'u"1');
      await op.renameTable({ schema: 's "1', tableName: 'child' }, { schema: 's "1', tableName: 'kid' });
      await op.dropTable({ schema: 's "1', tableName: 'kid' });
      await op.dropTable(t);`);
      assert.deepEqual(
        await db.query(
          `SELECT 1 FROM pg_class WHERE relnamespace = 's "1'::regnamespace`
            .replace('::regnamespace', '::text::regnamespace')
            .replace(`'s "1'`, `'"s ""1"'`),
        ),
        [],
      );
      assert.deepEqual(await db.query("SELECT typname FROM pg_type WHERE typtype = 'e'"), []);
    }),
  );
});

describe('objects on PostgreSQL', () => {
  it(
    'views, functions, triggers, policies, grants, extensions and sequences come and go',
    on(async (db, run) => {
      await run(
        `await op.createTable('t', { id: Sequelize.INTEGER, owner: Sequelize.TEXT });
      await op.createView('v', 'SELECT id FROM t');
      await op.createView('v', 'SELECT id FROM t WHERE id > 0', { replace: true });
      await op.createView('m', 'SELECT count(*) FROM t', { materialized: true });
      await op.createFunction('stamp', { returns: 'trigger', body: "BEGIN NEW.owner := '$body$'; RETURN NEW; END" });
      await op.createFunction('twice', { arguments: "v integer, note text DEFAULT 'a, b'", returns: 'integer', language: 'sql', options: 'IMMUTABLE', body: 'SELECT v * 2' });
      await op.createTrigger('t', 'stamped', { timing: 'BEFORE', events: 'INSERT OR UPDATE OF id', when: 'NEW.id > 0', execute: 'stamp()' });
      await op.createPolicy('t', 'own', { for: 'SELECT', using: "owner = current_user" });
      await op.setRowSecurity('t', { enabled: true });
      await op.grant({ privileges: ['SELECT', 'INSERT'], on: 't', to: 'public' });
      await op.createSequence('s', 'INCREMENT 5');
      await op.createExtension('plpgsql', '').catch(() => undefined);`.replace(/\n\s+await op\.createExtension.*/, ''),
      );
      await db.query('INSERT INTO t VALUES (1, NULL)');
      assert.deepEqual(await db.query('SELECT owner, twice(4) FROM t'), [{ owner: '$body$', twice: 8 }]);
      assert.deepEqual(
        await db.query(
          "SELECT relrowsecurity, relacl::text LIKE '%=ar/%' AS granted FROM pg_class WHERE relname = 't'",
        ),
        [{ relrowsecurity: true, granted: true }],
      );
      await run(`await op.dropSequence('s'); await op.revoke({ privileges: 'INSERT', on: 't', to: 'public' });
      await op.setRowSecurity('t', { enabled: false }); await op.dropPolicy('t', 'own'); await op.dropTrigger('t', 'stamped');
      await op.dropFunction('stamp'); await op.dropFunction('twice', 'integer, text'); await op.dropView('m', { materialized: true }); await op.dropView('v');`);
      const left = await db.query(`SELECT proname AS name FROM pg_proc WHERE pronamespace = 'public'::regnamespace
      UNION ALL SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('v', 'm') UNION ALL SELECT polname FROM pg_policy`);
      assert.deepEqual(left, []);
      await assert.rejects(run("await op.dropView('v');"), /"v" does not exist/);
    }),
  );

  it(
    "Sequelize's own form of createFunction stays",
    on(async (db, run) => {
      await run(
        "await op.createFunction('f', [{ type: 'integer', name: 'n' }], 'integer', 'plpgsql', 'RETURN n + 1;'); ",
      );
      assert.deepEqual(await db.query('SELECT f(1)'), [{ f: 2 }]);
      await run("await op.dropFunction('f', [{ type: 'integer', name: 'n' }]);");
    }),
  );
});
