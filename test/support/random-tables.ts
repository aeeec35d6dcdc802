import fc from 'fast-check';
import { quote } from '../../src/dialects/sqlite/state.ts';
import type { MemoryDatabase } from './sqlite.ts';

interface Column {
  readonly name: string;
  readonly type: string;
  readonly rest: string;
}

/** A table with rows and all kinds of things around it, as text, and a change of it. */
export interface Case {
  readonly table: string;
  readonly columns: readonly Column[];
  readonly key: 'rowid' | 'autoincrement' | 'composite' | 'without rowid';
  readonly space: string;
  readonly extra: readonly string[];
  readonly strict: boolean;
  readonly rows: readonly (readonly string[])[];
  readonly victim: number;
  readonly change: 'drop' | 'type' | 'not null' | 'nullable' | 'default' | 'add' | 'check' | 'references';
}

const NAMES = ['n', 'Name', 'a b', 'it"s', 'order', 'check', 'ünï', 'x-y', 'rowid', 'select', "q'q", '[b', 'tick`'];
const TYPES = ['INTEGER', 'TEXT', 'REAL', 'BLOB', 'INT'];
const LOOSE = ['', 'VARCHAR(20)', 'DECIMAL(5, 2)', 'DATETIME', 'UNSIGNED BIG INT', 'TINYINT(1)'];
const RESTS = [
  '',
  " DEFAULT 'it''s, (so)'",
  ' DEFAULT (1 + 2)',
  ' DEFAULT -1',
  ' DEFAULT CURRENT_TIMESTAMP',
  ' COLLATE NOCASE',
  ' NULL',
  ' /* a, comment ( */',
  ' CONSTRAINT "c, n" DEFAULT 5',
];
const VALUES = ['NULL', '1', '-7', "'text'", "'it''s'", '2.5', "x'00ff'", "''", '9007199254740993'];

/** Random tables, written in all the ways that SQLite takes. Not every one can be made. */
export const cases: fc.Arbitrary<Case> = fc
  .record({
    table: fc.constantFrom('t', 'my table', 'T"q', 'table', 'Übung', "o'c"),
    names: fc.uniqueArray(fc.constantFrom(...NAMES), {
      minLength: 2,
      maxLength: 5,
      selector: (name) => name.toLowerCase(),
    }),
    types: fc.array(fc.constantFrom(...TYPES, ...LOOSE), { minLength: 5, maxLength: 5 }),
    rests: fc.array(fc.constantFrom(...RESTS), { minLength: 5, maxLength: 5 }),
    key: fc.constantFrom<Case['key']>('rowid', 'autoincrement', 'composite', 'without rowid'),
    space: fc.constantFrom(' ', '\n  ', ' /* between, */ ', '\n  -- a line, with comma\n  '),
    extra: fc.subarray([
      'index',
      'partial index',
      'expression index',
      'trigger',
      'view',
      'child',
      'unique',
      'check',
      'generated',
    ]),
    strict: fc.boolean(),
    rows: fc.array(fc.array(fc.constantFrom(...VALUES), { minLength: 5, maxLength: 5 }), { maxLength: 5 }),
    victim: fc.nat(4),
    change: fc.constantFrom<Case['change']>(
      'drop',
      'type',
      'not null',
      'nullable',
      'default',
      'add',
      'check',
      'references',
    ),
  })
  .map(({ names, types, rests, strict, ...rest }) => ({
    ...rest,
    strict,
    columns: names.map((name, index) => ({
      name,
      type: strict ? (TYPES[TYPES.indexOf(types[index] ?? '')] ?? 'TEXT') : (types[index] ?? ''),
      rest: rests[index] ?? '',
    })),
  }));

/** Makes the table and what stands around it; false: this mixture is no table. */
export async function prepared(db: MemoryDatabase, from: Case): Promise<boolean> {
  const table = quote(from.table);
  const first = quote(from.columns[0]?.name ?? '');
  const second = quote(from.columns[1]?.name ?? '');
  const objects: Record<string, string> = {
    index: `CREATE INDEX "i, 1" ON ${table} (${second} DESC, ${first} COLLATE NOCASE)`,
    'partial index': `CREATE UNIQUE INDEX i2 ON ${table} ("k", ${first}) WHERE ${first} IS NOT NULL`,
    'expression index': `CREATE INDEX i3 ON ${table} (lower(${second}) || 'x')`,
    trigger: `CREATE TRIGGER tr AFTER UPDATE OF ${first} ON ${table} BEGIN UPDATE ${table} SET ${second} = NEW.${first} WHERE "k" = NEW."k"; END`,
    view: `CREATE VIEW v AS SELECT "k", ${second} AS s FROM ${table} WHERE ${second} <> 'a;b'`,
    child: `CREATE TABLE child (id INTEGER PRIMARY KEY, k INTEGER REFERENCES ${table} ("k") ON DELETE CASCADE)`,
  };
  try {
    await db.ask(createTable(from));
    for (const [index, row] of from.rows.entries()) {
      const values = from.columns.map((_, column) => row[column]).join(', ');
      await db.ask(
        `INSERT OR IGNORE INTO ${table} ("k", ${from.columns.map(({ name }) => quote(name)).join(', ')}) VALUES (${index * 3 + 1}, ${values})`,
      );
    }
    if (from.key === 'autoincrement') {
      await db.ask(`INSERT OR IGNORE INTO ${table} ("k") VALUES (500)`);
      await db.ask(`DELETE FROM ${table} WHERE "k" = 500`);
    }
    for (const kind of from.extra) if (objects[kind] !== undefined) await db.ask(objects[kind]);
    if (from.extra.includes('child')) await db.ask(`INSERT INTO child (k) SELECT "k" FROM ${table}`);
    return true;
  } catch {
    return false;
  }
}

/** Its CREATE TABLE. */
export function createTable({ table, columns, key, space, extra, strict }: Case): string {
  const keys = {
    rowid: '"k" INTEGER PRIMARY KEY',
    autoincrement: '"k" INTEGER PRIMARY KEY AUTOINCREMENT',
    composite: '"k" INTEGER NOT NULL UNIQUE',
    'without rowid': '"k" INTEGER PRIMARY KEY',
  };
  const [first, second] = columns;
  const constraints = [
    ...(key === 'composite' ? [`CONSTRAINT "pk" PRIMARY KEY ("k", ${quote(first?.name ?? '')})`] : []),
    ...(extra.includes('unique') ? [`UNIQUE ("k", ${quote(second?.name ?? '')})`] : []),
    ...(extra.includes('check') ? [`CONSTRAINT positive CHECK ("k" > 0 AND 'a,b)' <> '')`] : []),
  ];
  const generated = extra.includes('generated')
    ? [`g TEXT GENERATED ALWAYS AS ("k" || ${quote(first?.name ?? '')}) VIRTUAL`]
    : [];
  const elements = [
    keys[key],
    ...columns.map(({ name, type, rest }) => `${quote(name)} ${type}${rest}`),
    ...generated,
    ...constraints,
  ];
  const options = [...(key === 'without rowid' ? ['WITHOUT ROWID'] : []), ...(strict ? ['STRICT'] : [])].join(', ');
  return `CREATE TABLE ${quote(table)} (${space}${elements.join(`,${space}`)}\n) ${options}`;
}
