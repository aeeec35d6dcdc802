import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { createMigrator } from '../../src/index.ts';
import type { SchemaSnapshot } from '../../src/model/schema.ts';
import { desiredSchema } from '../../src/models/desired.ts';
import { contextFor, reflected } from '../support/context.ts';
import { databases, type TestDatabase } from '../support/databases.ts';
import { createProject } from '../support/project.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const define = (body: string) => `export default (sequelize, DataTypes) => { ${body} };`;

/** The schema of models that stand in one file. */
async function desiredOf(database: Pick<TestDatabase, 'url'>, body: string): Promise<SchemaSnapshot> {
  const project = createProject({ 'models/all.js': define(body) });
  try {
    const context = contextFor(database.url, project.folder);
    return (await desiredSchema(context, { models: ['models/*.js'] })).schema;
  } finally {
    project.remove();
  }
}

const foreignKeys = ({ tables }: SchemaSnapshot) =>
  tables.flatMap(({ name, constraints }) =>
    constraints.flatMap((own) =>
      own.kind === 'foreign key'
        ? [
            `${name.name}.${own.columns} -> ${own.references.table.schema}.${own.references.table.name}.${own.references.columns}`,
          ]
        : [],
    ),
  );

describe('the schema that models describe', () => {
  for (const kind of databases())
    describe(`on ${kind.name}`, () => {
      let database: TestDatabase;
      before(async () => {
        database = await kind.create();
      });
      after(() => database.drop());

      it('is what the history of the demo leaves behind', async () => {
        const own = await kind.create();
        try {
          await createMigrator({ url: own.url, migrations: 'migrations' }, { directory: ROOT }).upgrade();
          const context = contextFor(own.url, ROOT);
          const live = await reflected(context);
          const { schema, models, silent } = await desiredSchema(context, { models: ['demo/models/*.ts'] });
          assert.equal(models.length, 32);
          assert.deepEqual(silent, []);
          const unsaid = live.tables.map(({ rowSecurity: _, ...table }) => table);
          assert.deepEqual(schema.tables, unsaid);
        } finally {
          await own.drop();
        }
      });

      it('has tables that point at each other in a circle, and at themselves', async () => {
        const schema = await desiredOf(
          database,
          `const A = sequelize.define('a', { name: { type: DataTypes.STRING, comment: 'x' } }, { freezeTableName: true, timestamps: false });
           const B = sequelize.define('b', {}, { freezeTableName: true, timestamps: false });
           A.belongsTo(B, { onDelete: 'CASCADE' }); B.belongsTo(A); A.belongsTo(A, { as: 'parent' });`,
        );
        assert.deepEqual(foreignKeys(schema).sort(), [
          'a.bId -> null.b.id',
          'a.parentId -> null.a.id',
          'b.aId -> null.a.id',
        ]);
      });

      it('points at tables that no model describes, and leaves them out', async () => {
        const schema = await desiredOf(
          database,
          `sequelize.define('a', { ownerId: { type: DataTypes.UUID, references: { model: 'legacy', key: 'uid' } } }, { freezeTableName: true, timestamps: false });`,
        );
        assert.deepEqual(foreignKeys(schema), ['a.ownerId -> null.legacy.uid']);
        assert.deepEqual(
          schema.tables.map(({ name }) => name.name),
          ['a'],
        );
      });

      it('leaves nothing behind, whether it comes about or not', async () => {
        const before = await database.dump();
        await desiredOf(database, `sequelize.define('a', { kind: DataTypes.ENUM('x', 'y') });`);
        await assert.rejects(desiredOf(database, `sequelize.define('a', { kind: 'NO TYPE (' });`), /table as/);
        assert.equal(await database.dump(), before);
        if (kind.name === 'postgres')
          assert.deepEqual(await database.query("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'windlass%'"), []);
      });

      it('holds the columns of two models of one table', async () => {
        const schema = await desiredOf(
          database,
          `const options = { tableName: 'users', timestamps: false, indexes: [{ fields: ['email'] }] };
           sequelize.define('User', { email: DataTypes.STRING }, options);
           sequelize.define('UserWithSecret', { email: DataTypes.STRING, secret: DataTypes.TEXT }, options);
           sequelize.define('UserWithNote', { email: DataTypes.STRING, note: DataTypes.TEXT }, options);`,
        );
        const [table] = schema.tables;
        assert.deepEqual(table?.columns.map(({ name }) => name).sort(), ['email', 'id', 'note', 'secret']);
        assert.equal(table?.indexes.length, 1);
      });
    });
});

describe('the schema that models describe on postgres', () => {
  let database: TestDatabase;
  const kind = databases().find(({ name }) => name === 'postgres');
  before(async () => {
    assert.ok(kind);
    database = await kind.create();
  });
  after(() => database.drop());

  it('has enum types of its own, whatever there is', async () => {
    await database.query(`CREATE TYPE enum_as_kind AS ENUM ('old')`);
    const schema = await desiredOf(
      database,
      `sequelize.define('a', { kind: { type: DataTypes.ENUM('x', "it's"), defaultValue: 'x' }, kinds: DataTypes.ARRAY(DataTypes.ENUM('p', 'q')) });`,
    );
    assert.deepEqual(schema.enums, [
      { name: { schema: null, name: 'enum_as_kind' }, labels: ['x', "it's"] },
      { name: { schema: null, name: 'enum_as_kinds' }, labels: ['p', 'q'] },
    ]);
    const [, own, several] = schema.tables[0]?.columns ?? [];
    assert.deepEqual(
      [own?.type, own?.default, several?.type],
      ['enum_as_kind', "'x'::enum_as_kind", 'enum_as_kinds[]'],
    );
  });

  it('gives schemas their real names, in types and foreign keys too', async () => {
    const schema = await desiredOf(
      database,
      `const User = sequelize.define('User', {}, { schema: 'public', tableName: 'users', timestamps: false });
       const Event = sequelize.define('Event', { kind: { type: DataTypes.ENUM('a', 'b'), defaultValue: 'a' }, text: { type: DataTypes.STRING, defaultValue: '"audit".x' } },
         { schema: 'audit', tableName: 'events', timestamps: false, indexes: [{ fields: ['kind'] }] });
       Event.belongsTo(User); Event.belongsTo(Event, { as: 'cause' });`,
    );
    assert.deepEqual(
      schema.tables.map(({ name }) => name),
      [
        { schema: null, name: 'users' },
        { schema: 'audit', name: 'events' },
      ],
    );
    assert.deepEqual(foreignKeys(schema).sort(), [
      'events.UserId -> null.users.id',
      'events.causeId -> audit.events.id',
    ]);
    const kindOf = schema.tables[1]?.columns.find(({ name }) => name === 'kind');
    const text = schema.tables[1]?.columns.find(({ name }) => name === 'text');
    assert.equal(text?.default, `'"audit".x'::character varying`);
    assert.ok(
      schema.enums.some(
        ({ name }) => kindOf?.type === (name.schema === null ? name.name : `${name.schema}.${name.name}`),
      ),
    );
    assert.ok(schema.objects.some(({ type, name }) => type === 'schema' && name.name === 'audit'));
    assert.ok(!JSON.stringify(schema).includes('windlass_'), JSON.stringify(schema));
  });

  it('finds the types of extensions and domains where they are', async () => {
    await database.query(`CREATE DOMAIN public.email AS text CHECK (VALUE LIKE '%@%'); CREATE FUNCTION public.token() RETURNS text LANGUAGE sql AS 'SELECT md5(random()::text)';
      CREATE TABLE contacts (id serial PRIMARY KEY, mail email NOT NULL DEFAULT 'a@b'::email, token text DEFAULT public.token())`);
    const schema = await desiredOf(
      database,
      `sequelize.define('contacts', { id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true }, mail: { type: 'email', allowNull: false, defaultValue: sequelize.literal("'a@b'::email") },
         token: { type: DataTypes.TEXT, defaultValue: sequelize.fn('token') } }, { timestamps: false });`,
    );
    const live = await reflected(contextFor(database.url, ROOT));
    assert.deepEqual(
      schema.tables,
      live.tables.filter(({ name }) => name.name === 'contacts'),
    );
  });

  it('waits for nobody who holds a table', async () => {
    await database.query('CREATE TABLE held (id serial PRIMARY KEY)');
    const context = contextFor(database.url, ROOT);
    const holder = await context.dialect.connect(context.target, { directory: ROOT, timeoutMs: 5_000, create: false });
    try {
      await holder.batch(['BEGIN', 'LOCK TABLE held IN ACCESS EXCLUSIVE MODE']);
      const schema = await desiredOf(
        database,
        `sequelize.define('held', {}, { freezeTableName: true, timestamps: false });
         sequelize.define('other', { heldId: { type: DataTypes.INTEGER, references: { model: 'held', key: 'id' } } }, { freezeTableName: true, timestamps: false });`,
      );
      assert.deepEqual(
        schema.tables.map(({ name }) => name.name),
        ['held', 'other'],
      );
    } finally {
      await holder.close();
    }
  });

  it('comes about without the right to create schemas, and says what it lacks otherwise', async () => {
    const role = `poor_${process.pid}`;
    const { pathname } = new URL(database.url);
    const name = pathname.slice(1);
    await database.query(`CREATE ROLE ${role} LOGIN PASSWORD 'poor'; REVOKE CREATE ON DATABASE ${name} FROM PUBLIC`);
    const poor = new URL(database.url);
    poor.username = role;
    poor.password = 'poor';
    try {
      const body = `sequelize.define('a', { kind: { type: DataTypes.ENUM('x', 'y'), defaultValue: 'x' } }, { timestamps: false, indexes: [{ fields: ['kind'] }] });`;
      assert.deepEqual(await desiredOf({ url: poor.href }, body), await desiredOf(database, body));
      const other = `sequelize.define('a', {}, { schema: 'audit' });`;
      await assert.rejects(desiredOf({ url: poor.href }, other), (error) => {
        const { code, remedy = '' } = error as { code?: string; remedy?: string };
        assert.equal(code, 'UNSUPPORTED');
        assert.ok(remedy.startsWith(`GRANT CREATE ON DATABASE "${name}" TO "${role}", or name a database`), remedy);
        assert.match(remedy, /--scratch/);
        return true;
      });
    } finally {
      await database.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
    }
  });
});
