import assert from 'node:assert/strict';
import { join } from 'node:path';
import { createMigrator } from '../../src/index.ts';
import { databaseKind, type TestDatabase } from '../support/databases.ts';
import { createProject, type Project } from '../support/project.ts';
import { runScript } from '../support/shell.ts';

describe('dumps of PostgreSQL', () => {
  const { create } = databaseKind('postgres');
  let db: TestDatabase;
  let other: TestDatabase;
  let project: Project;
  const migrator = () => createMigrator({ url: db.url }, { directory: project.folder });
  const dumped = async () => (await migrator().dump()).sql();
  const differing = async () => (await migrator().compare(db.url, other.url)).differences;
  // Makes the other database with the dump of the first, and says what still differs.
  const copied = async () => {
    const sql = await dumped();
    const { code, stderr } = await runScript(other.url, sql);
    assert.equal(code, 0, `${stderr}\n${sql}`);
    assert.deepEqual(await differing(), []);
    return sql;
  };

  beforeEach(async () => {
    db = await create();
    other = await create();
    project = createProject();
  });
  afterEach(async () => {
    project.remove();
    await db.drop();
    await other.drop();
  });

  it('do not speak of the rights that everybody has on the schema public', async () => {
    await db.query('CREATE TABLE t (id int)');
    assert.equal(await copied(), 'CREATE TABLE "t" ("id" integer);');
  });

  it('know the rights on the schema public that were given, taken, or never there', async () => {
    const role = `windlass_role_${process.pid}`;
    await db.query(`CREATE ROLE ${role}`);
    try {
      for (const sql of [
        `GRANT CREATE ON SCHEMA public TO ${role}`,
        `REVOKE ALL ON SCHEMA public FROM PUBLIC; GRANT CREATE ON SCHEMA public TO PUBLIC`,
        `DROP SCHEMA public; CREATE SCHEMA public`,
        'GRANT USAGE ON SCHEMA public TO PUBLIC',
      ]) {
        await db.query(sql);
        const { sql: mend } = await migrator().compare(other.url, db.url);
        assert.match(mend, /SCHEMA "public"/);
        await other.query(mend);
        assert.deepEqual(await differing(), [], mend);
      }
    } finally {
      await db.query(`DROP OWNED BY ${role}`);
      await other.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
    }
  });

  it('make the schema that names without one are in, and never public', async () => {
    await db.query('CREATE SCHEMA app');
    await db.query(`CREATE TABLE app.q (id int); COMMENT ON SCHEMA app IS 'ours'; COMMENT ON SCHEMA public IS 'it''s'`);
    await db.query(`ALTER DATABASE ${new URL(db.url).pathname.slice(1)} SET search_path TO app, public`);
    const sql = await dumped();
    assert.match(sql, /^CREATE SCHEMA IF NOT EXISTS "app";\nSET search_path TO "app";\n/);
    assert.doesNotMatch(sql, /CREATE SCHEMA "?public/);
    assert.equal((await runScript(other.url, sql)).code, 0);
    assert.deepEqual(await other.query("SELECT 'app.q'::regclass::text AS name"), [{ name: 'app.q' }]);
    await other.query(`ALTER DATABASE ${new URL(other.url).pathname.slice(1)} SET search_path TO app, public`);
    assert.deepEqual(await differing(), []);
    project.write({ 'dump.sql': sql });
    const { differences } = await migrator().compare(join(project.folder, 'dump.sql'), db.url);
    assert.deepEqual(differences, [], 'a scratch database looks through the same schemas');
  });

  it('see the comment on the schema public, and mend it both ways', async () => {
    for (const note of [`'ours; it''s'`, `'theirs'`, 'NULL']) {
      await db.query(`COMMENT ON SCHEMA public IS ${note}`);
      const { differences, sql } = await migrator().compare(other.url, db.url);
      assert.deepEqual(
        differences.map(({ object }) => object),
        ['schema public'],
      );
      await other.query(sql);
      assert.deepEqual(await differing(), [], sql);
    }
  });

  it('make collations, and columns and indexes with them', async () => {
    await db.query(`CREATE SCHEMA zz; CREATE COLLATION c1 (provider = icu, locale = 'de-DE'); CREATE COLLATION zz."c.2" (provider = icu, locale = 'und', deterministic = false);
      CREATE COLLATION zz."c""3" (provider = libc, lc_collate = 'C', lc_ctype = 'POSIX');
      CREATE TABLE t (a text COLLATE c1, b text COLLATE zz."c.2" NOT NULL, c text COLLATE "C", d text COLLATE zz."c""3");
      CREATE INDEX i ON t (a COLLATE zz."c.2", b COLLATE "C", c COLLATE c1); CREATE DOMAIN d AS text COLLATE zz."c.2"; CREATE TYPE r AS RANGE (SUBTYPE = text, COLLATION = zz."c.2")`);
    await copied();
  });

  it('make publications, families and classes of operators, default privileges', async () => {
    const role = `windlass role ${process.pid}`;
    await db.query(`CREATE ROLE "${role}"`);
    try {
      await db.query(`CREATE SCHEMA zz; CREATE TABLE t (id int PRIMARY KEY, age int, note text); CREATE TABLE zz.u (id int PRIMARY KEY);
        CREATE PUBLICATION p FOR TABLE t (id, age) WHERE (age > 3), zz.u WITH (publish = 'insert, update'); CREATE PUBLICATION "all of it" FOR ALL TABLES;
        CREATE PUBLICATION none; CREATE PUBLICATION s FOR TABLES IN SCHEMA zz, TABLE t WITH (publish_via_partition_root);
        CREATE FUNCTION cmp(int, int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1 - $2';
        CREATE OPERATOR FAMILY fam USING btree; ALTER OPERATOR FAMILY fam USING btree ADD OPERATOR 1 < (int, bigint), FUNCTION 1 (int, bigint) btint48cmp(int, bigint);
        CREATE OPERATOR CLASS c FOR TYPE int USING btree FAMILY fam AS OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >, FUNCTION 1 cmp(int, int);
        CREATE OPERATOR CLASS opcl FOR TYPE bigint USING btree AS STORAGE bigint;
        CREATE INDEX i ON t (age c);
        ALTER DEFAULT PRIVILEGES GRANT SELECT, INSERT ON TABLES TO "${role}" WITH GRANT OPTION;
        ALTER DEFAULT PRIVILEGES IN SCHEMA zz GRANT EXECUTE ON FUNCTIONS TO "${role}"; ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
        ALTER DEFAULT PRIVILEGES REVOKE DELETE ON TABLES FROM CURRENT_USER`);
      await copied();
      // and what changes them, or takes them away
      await other.query(`ALTER PUBLICATION p SET TABLE t WHERE (age > 4); ALTER PUBLICATION s SET (publish = 'truncate'); ALTER PUBLICATION none ADD TABLE t; DROP PUBLICATION "all of it";
        ALTER DEFAULT PRIVILEGES REVOKE GRANT OPTION FOR INSERT ON TABLES FROM "${role}"; ALTER DEFAULT PRIVILEGES IN SCHEMA zz GRANT SELECT ON TABLES TO "${role}";
        ALTER DEFAULT PRIVILEGES GRANT EXECUTE ON FUNCTIONS TO PUBLIC; DROP OPERATOR CLASS opcl USING btree; ALTER OPERATOR FAMILY fam USING btree DROP OPERATOR 1 (int, bigint)`);
      const { differences, sql } = await migrator().compare(other.url, db.url);
      assert.ok(differences.length > 8, JSON.stringify(differences));
      for (const one of differences) assert.notEqual(one.sql, '', one.object);
      await other.query(sql);
      assert.deepEqual(await differing(), [], sql);
    } finally {
      for (const one of [db, other]) await one.query(`DROP OWNED BY "${role}"`);
      await db.query(`DROP ROLE "${role}"`);
    }
  });

  it('make the columns and keys of a table of a type', async () => {
    await db.query(`CREATE TYPE comp AS (a int, b text, c int);
      CREATE TABLE typed OF comp (a WITH OPTIONS NOT NULL DEFAULT 3, PRIMARY KEY (b), CONSTRAINT low CHECK (c < 5)); CREATE TABLE plain OF comp`);
    await copied();
  });

  it('beside another schema: notes on the parts of a type, what it gains in place, and why something is not mended', async () => {
    const made = `CREATE TYPE comp AS (a int, b int); CREATE DOMAIN d AS int CONSTRAINT low CHECK (VALUE < 5) CONSTRAINT odd CHECK (VALUE % 2 = 1);
      CREATE COLLATION c1 (provider = icu, locale = 'de-DE'); CREATE TABLE t (c comp, d d, e text COLLATE c1)`;
    for (const one of [db, other]) await one.query(made);
    await db.query(`COMMENT ON COLUMN comp.a IS 'it''s; a'; COMMENT ON CONSTRAINT low ON DOMAIN d IS 'low'`);
    await other.query(`COMMENT ON COLUMN comp.b IS 'b'; COMMENT ON CONSTRAINT odd ON DOMAIN d IS 'odd'`);
    const { sql } = await migrator().compare(other.url, db.url);
    await other.query(sql);
    assert.deepEqual(await differing(), [], sql);
    await other.query(
      `ALTER TYPE comp ADD ATTRIBUTE f text; ALTER TABLE t ALTER e TYPE text; DROP COLLATION c1; CREATE COLLATION c1 (provider = icu, locale = 'fr-FR'); ALTER TABLE t ALTER e TYPE text COLLATE c1`,
    );
    const [collation, type, ...others] = (await differing()).toSorted((one, other) =>
      one.object < other.object ? -1 : 1,
    );
    assert.deepEqual([collation?.object, type?.object, others], ['collation c1', 'type comp', []]);
    assert.match(collation?.sql ?? '', /^-- collation c1: .* in use/);
    assert.match(type?.sql ?? '', /^ALTER TYPE comp ADD ATTRIBUTE f text CASCADE/); // in place: columns have it
  });
});
