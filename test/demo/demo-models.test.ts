import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { DataTypes, Sequelize } from 'sequelize';
import { createMigrator } from '../../src/index.ts';
import { databases, STATE_TABLES, type TestDatabase } from '../support/databases.ts';

const directory = fileURLToPath(new URL('../..', import.meta.url));

// What a model can say, in any order: columns with type, nullability and default; indexes; foreign keys with their actions.
const FACTS = {
  postgres: `SELECT 'column ' || table_name || ' ' || column_name || ' ' || udt_name || ' ' || coalesce(character_maximum_length, numeric_precision, 0) || ' ' || is_nullable || ' ' || coalesce(column_default, '') AS fact FROM information_schema.columns WHERE table_schema = 'public'
    UNION ALL SELECT 'index ' || indexdef FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL SELECT 'enum ' || enumtypid::regtype || ' ' || string_agg(enumlabel, ',' ORDER BY enumsortorder) FROM pg_enum GROUP BY enumtypid
    UNION ALL SELECT 'constraint ' || conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype IN ('p', 'f')`,
  sqlite: `SELECT 'column ' || m.name || ' ' || c.name || ' ' || c.type || ' ' || c."notnull" || ' ' || coalesce(c.dflt_value, '') || ' ' || c.pk AS fact FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table'
    UNION ALL SELECT 'index ' || m.name || ' ' || i.name || ' ' || i."unique" || ' ' || i.partial || ' ' || (SELECT group_concat(name) FROM pragma_index_info(i.name)) FROM sqlite_master m, pragma_index_list(m.name) i WHERE m.type = 'table'
    UNION ALL SELECT 'foreign key ' || m.name || ' ' || f."from" || ' ' || f."table" || ' ' || f."to" || ' ' || f.on_update || ' ' || f.on_delete FROM sqlite_master m, pragma_foreign_key_list(m.name) f WHERE m.type = 'table'`,
};

describe('the demo models', () => {
  for (const kind of databases()) {
    it(`say what the history leaves behind on ${kind.name}`, async () => {
      const [migrated, synced] = [await kind.create(), await kind.create()];
      try {
        await createMigrator({ url: migrated.url, migrations: 'migrations' }, { directory }).upgrade();
        await sync(synced.url);
        const left = await facts(migrated, kind.name);
        assert.ok(left.length > 150, String(left.length));
        assert.deepEqual(left, await facts(synced, kind.name));
      } finally {
        await migrated.drop();
        await synced.drop();
      }
    });
  }
});

async function sync(url: string): Promise<void> {
  const sequelize = new Sequelize(url.replace(/^sqlite:/, 'sqlite://'), {
    logging: false,
    ...(url.startsWith('sqlite:') ? { storage: url.slice('sqlite:'.length) } : {}),
  });
  for (const file of readdirSync(`${directory}/demo/models`)) {
    const { default: define } = await import(`../../demo/models/${file}`);
    define(sequelize, DataTypes);
  }
  for (const model of Object.values(sequelize.models)) {
    (model as unknown as { associate?: (models: object) => void }).associate?.(sequelize.models);
  }
  await sequelize.sync();
  await sequelize.close();
}

async function facts(db: TestDatabase, name: 'postgres' | 'sqlite'): Promise<string[]> {
  const rows = await db.query(FACTS[name]);
  const lines = rows.map(({ fact }) => String(fact));
  return lines.filter((line) => !STATE_TABLES.some((table) => line.includes(table))).sort();
}
