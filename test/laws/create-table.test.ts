import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { Sequelize } from 'sequelize';
import { createMigrator } from '../../src/index.ts';
import { databases, STATE_TABLES, type TestDatabase } from '../support/databases.ts';
import { revisionFile } from '../support/history.ts';

const TABLES = 120;

const TYPES = [
  'Sequelize.STRING',
  'Sequelize.STRING(20)',
  'Sequelize.TEXT',
  'Sequelize.CHAR(3)',
  'Sequelize.INTEGER',
  'Sequelize.BIGINT',
  'Sequelize.SMALLINT',
  'Sequelize.FLOAT',
  'Sequelize.DOUBLE',
  'Sequelize.DECIMAL(10, 2)',
  'Sequelize.BOOLEAN',
  'Sequelize.DATE',
  'Sequelize.DATE(3)',
  'Sequelize.DATEONLY',
  'Sequelize.TIME',
  'Sequelize.UUID',
  'Sequelize.BLOB',
  'Sequelize.JSON',
  "Sequelize.ENUM('on', \"it's\", 'off')",
  "'varchar(7)'",
] as const;

// A default for a type, as the code of a revision.
const DEFAULTS: Readonly<Record<string, readonly string[]>> = {
  STRING: ["'x'", '"it\'s"', "''", 'Sequelize.literal("\'lit\'")', "Sequelize.fn('lower', 'ABC')"],
  TEXT: ["'(text'", "'--'"],
  INTEGER: ['0', '-7', "Sequelize.literal('(1 + 2)')"],
  BIGINT: ["'9007199254740993'"],
  DOUBLE: ['1.5', '-0.25'],
  BOOLEAN: ['true', 'false'],
  DATE: ["Sequelize.literal('CURRENT_TIMESTAMP')"],
  ENUM: ["'on'", '"it\'s"'],
};

const column = fc.record({
  type: fc.constantFrom(...TYPES),
  allowNull: fc.constantFrom('', 'allowNull: false', 'allowNull: true'),
  default: fc.nat(5),
  unique: fc.boolean(),
  reference: fc.constantFrom(
    '',
    '',
    '',
    "references: { model: 'parent', key: 'id' }, onDelete: 'CASCADE', onUpdate: 'set null'",
  ),
});

// Sequelize's own cannot make an ENUM of a column with a quote in its name
const NAMES = ['a', 'b B', 'Order', 'select', 'ünï', 'x-y'];

const table = fc.record({
  key: fc.constantFrom('auto', 'plain', 'text', 'composite', 'none'),
  columns: fc.array(column, { minLength: 1, maxLength: NAMES.length }),
  uniqueKeys: fc.boolean(),
});

type TableCase = typeof table extends fc.Arbitrary<infer T> ? T : never;

const KEYS: Readonly<Record<string, string>> = {
  auto: 'id: { type: Sequelize.INTEGER, primaryKey: true, autoIncrement: true, allowNull: false },',
  plain: 'id: { type: Sequelize.BIGINT, primaryKey: true },',
  text: 'id: { type: Sequelize.STRING(9), primaryKey: true, allowNull: false },',
  composite:
    'id: { type: Sequelize.INTEGER, primaryKey: true }, part: { type: Sequelize.STRING(5), primaryKey: true },',
  none: '',
};

function text({ key, columns, uniqueKeys }: TableCase, index: number): string {
  const attributes = columns.map((own, at) => {
    const kind = /Sequelize\.(\w+)/.exec(own.type)?.[1] ?? '';
    const value = DEFAULTS[kind]?.[own.default];
    const plain = own.reference === '' ? own.type : 'Sequelize.INTEGER';
    const parts = [
      `type: ${plain}`,
      own.allowNull,
      value === undefined || own.reference !== '' ? '' : `defaultValue: ${value}`,
      own.unique && kind !== 'JSON' ? 'unique: true' : '',
      own.reference,
    ].filter((part) => part !== '');
    return `${JSON.stringify(NAMES[at])}: { ${parts.join(', ')} }`;
  });
  const shared =
    uniqueKeys && columns.length > 1 && ![columns[0], columns[1]].some((own) => own?.type.includes('JSON'));
  const options = shared ? `, { uniqueKeys: { both: { fields: ${JSON.stringify(NAMES.slice(0, 2))} } } }` : '';
  return `await op.createTable('t${index}', { ${KEYS[key]} ${attributes.join(', ')} }${options});`;
}

for (const kind of databases()) {
  describe(`createTable on ${kind.name}`, () => {
    it(`makes what Sequelize's own makes: ${TABLES} random tables`, async () => {
      // Sequelize writes a function without the parentheses that SQLite wants around it
      const code = (own: TableCase, index: number) =>
        kind.name === 'sqlite'
          ? text(own, index).replaceAll(/defaultValue: Sequelize\.fn\([^)]*\),?/g, '')
          : text(own, index);
      const cases = fc.sample(table, { numRuns: TABLES, seed: Number(process.env.FC_SEED ?? Date.now()) });
      const up = [
        "await op.createTable('parent', { id: { type: Sequelize.INTEGER, primaryKey: true } });",
        ...cases.map(code),
      ].join('\n');
      const [theirs, ours] = await Promise.all([kind.create(), kind.create()]);
      try {
        await plainly(theirs, up);
        await byRevision(ours, up);
        const [expected, actual] = await Promise.all([catalog(theirs), catalog(ours)]);
        assert.deepEqual(actual, expected, up);
      } finally {
        await Promise.all([theirs.drop(), ours.drop()]);
      }
    });
  });
}

async function plainly(db: TestDatabase, up: string): Promise<void> {
  const sequelize = new Sequelize(db.url, {
    logging: false,
    ...(db.url.startsWith('sqlite:') && { storage: db.url.replace('sqlite:', '') }),
  });
  const run = new Function('op', 'Sequelize', `return (async () => { ${up} })();`);
  await run(sequelize.getQueryInterface(), Sequelize).finally(() => sequelize.close());
}

async function byRevision(db: TestDatabase, up: string): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'windlass-create-'));
  mkdirSync(join(directory, 'migrations'));
  writeFileSync(join(directory, 'migrations/1.mjs'), revisionFile('rev10000', null, { up }));
  await createMigrator({ url: db.url }, { directory })
    .upgrade()
    .finally(() => rmSync(directory, { recursive: true }));
}

// What PostgreSQL's dump says; of SQLite, whose dump is the text itself, what the pragmas say.
async function catalog(db: TestDatabase): Promise<unknown> {
  if (!db.url.startsWith('sqlite:')) return (await db.dump({ without: STATE_TABLES })).split('\n');
  return db.query(`
    SELECT t.name AS t, 'column' AS what, json_object('name', c.name, 'type', c.type, 'required', c."notnull", 'default', c.dflt_value, 'key', c.pk, 'sequence', t.sql LIKE '%AUTOINCREMENT%') AS is_
    FROM sqlite_master t, pragma_table_xinfo(t.name) c WHERE t.type = 'table' AND t.name NOT LIKE 'windlass%' AND t.name NOT LIKE 'sqlite%'
    UNION ALL SELECT t.name, 'key', json_object('from', f."from", 'table', f."table", 'to', f."to", 'delete', f.on_delete, 'update', f.on_update)
    FROM sqlite_master t, pragma_foreign_key_list(t.name) f WHERE t.type = 'table'
    UNION ALL SELECT t.name, 'index', json_object('unique', i."unique", 'origin', i.origin, 'columns', (SELECT json_group_array(name) FROM pragma_index_info(i.name)))
    FROM sqlite_master t, pragma_index_list(t.name) i WHERE t.type = 'table' AND t.name NOT LIKE 'windlass%'
    ORDER BY 1, 2, 3`);
}
