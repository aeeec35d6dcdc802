import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { Sequelize } from 'sequelize';
import { over } from '../../src/dialects/postgres/connect.ts';
import { reflect as reflectPostgres } from '../../src/dialects/postgres/reflect.ts';
import { sayable } from '../../src/diff/sayable.ts';
import { createMigrator } from '../../src/index.ts';
import type { Constraint, SchemaSnapshot } from '../../src/model/schema.ts';
import { type DesiredSchema, desiredSchema } from '../../src/models/desired.ts';
import { contextFor, reflected } from '../support/context.ts';
import { type DatabaseKind, databases, type TestDatabase } from '../support/databases.ts';
import { EVERYTHING } from '../support/everything.ts';
import { differences } from '../support/facts.ts';
import { MUTATIONS } from '../support/mutations.ts';
import { createProject } from '../support/project.ts';
import { SAID, type SaidCase, SILENT } from '../support/said-cases.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

// What a mutation changes that models can say.
const SAYABLE = /^(?:table|column|constraint|index|enum) /;

async function migrate(url: string, body: string): Promise<void> {
  const sequelize = new Sequelize(url.replace(/^sqlite:/, 'sqlite://'), {
    logging: false,
    ...(url.startsWith('sqlite:') && { storage: url.slice('sqlite:'.length) }),
  });
  const Work = Object.getPrototypeOf(migrate).constructor as new (
    ...words: string[]
  ) => (...args: unknown[]) => unknown;
  const run = new Work('op', 'Sequelize', 'sql', body);
  await run(sequelize.getQueryInterface(), Sequelize, (text: string) => sequelize.query(text));
  await sequelize.close();
}

async function sides(
  kind: DatabaseKind,
  { live, models }: SaidCase,
): Promise<{ readonly live: SchemaSnapshot; readonly said: SchemaSnapshot }> {
  const database = await kind.create();
  const project = createProject({
    'models/all.js': `const plain = { timestamps: false, freezeTableName: true };
export default (sequelize, DataTypes) => { ${models} };`,
  });
  try {
    await migrate(database.url, live);
    const context = contextFor(database.url, project.folder);
    const before = await reflected(context);
    const desired = await desiredSchema(context, { models: ['models/*.js'] });
    return { live: before, said: saidOf(before, desired) };
  } finally {
    project.remove();
    await database.drop();
  }
}

const saidOf = (live: SchemaSnapshot, { schema, besides }: DesiredSchema) => sayable(live, schema, besides);

// SQLite's constraints have no names.
function named(schema: SchemaSnapshot): SchemaSnapshot {
  const name = (own: Constraint) => own.name ?? `${own.kind}${'columns' in own ? ` ${own.columns}` : ''}`;
  const tables = schema.tables.map((table) => ({
    ...table,
    constraints: table.constraints.map((own) => ({ ...own, name: name(own) })),
  }));
  return { ...schema, tables };
}

describe('what models can say', () => {
  for (const kind of databases())
    describe(`on ${kind.name}`, () => {
      for (const own of SILENT)
        if ((own.only ?? kind.name) === kind.name)
          it(`has nothing to say of ${own.title}`, async () => {
            const { live, said } = await sides(kind, own);
            assert.deepEqual(said, live);
          });

      for (const own of SAID)
        if ((own.only ?? kind.name) === kind.name)
          it(`says ${own.title}`, async () => {
            const { live, said } = await sides(kind, own);
            const expected = (kind.name === 'sqlite' ? own.onSqlite : undefined) ?? own.differences ?? [];
            assert.deepEqual([...differences(named(live), named(said))].sort(), [...expected].sort());
          });

      it('has nothing to say of the demo', async () => {
        const database = await kind.create();
        try {
          await createMigrator({ url: database.url, migrations: 'migrations' }, { directory: ROOT }).upgrade();
          const context = contextFor(database.url, ROOT);
          const live = await reflected(context);
          const desired = await desiredSchema(context, { models: ['demo/models/*.ts'] });
          assert.deepEqual(saidOf(live, desired), live);
        } finally {
          await database.drop();
        }
      });
    });

  describe('is not of', () => {
    let database: TestDatabase;
    let client: pg.Client;
    before(async () => {
      const kind = databases().find(({ name }) => name === 'postgres');
      assert.ok(kind);
      database = await kind.create();
      client = new pg.Client({ connectionString: database.url });
      await client.connect();
      await client.query(EVERYTHING);
    });
    after(async () => {
      await client.end();
      await database.drop();
    });
    const beyond = MUTATIONS.filter(([sql, named]) => !SAYABLE.test(named) && sql !== 'DROP SCHEMA other CASCADE');

    it('PostgreSQL, which models know little of', () => assert.ok(beyond.length >= 80, String(beyond.length)));
    for (const [sql, , since = 0] of beyond)
      it(`what this changes on PostgreSQL: ${sql}`, async function () {
        const db = over(client, () => assert.fail('nothing is to be cancelled'));
        const [about] = await db.query("SELECT current_setting('server_version_num')::int AS version");
        if (Number(about?.version) < since) return this.skip();
        const desired = await reflectPostgres(db);
        await client.query('BEGIN');
        try {
          await client.query(sql);
          const live = await reflectPostgres(db);
          assert.deepEqual(sayable(live, desired, { dialect: 'postgres' }), live);
        } finally {
          await client.query('ROLLBACK');
        }
      });
  });

  it('is told in the documentation', () => {
    assert.match(readFileSync(`${ROOT}docs/autogenerate.md`, 'utf8'), /## What is compared/);
  });
});
