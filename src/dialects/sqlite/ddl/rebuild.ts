import { createHash } from 'node:crypto';
import { Unsupported } from '../../../errors.ts';
import type { TableEdit } from '../../../model/statement.ts';
import { quote } from '../state.ts';
import { parseCreateTable, type TableText } from './create-table.ts';
import { editTable } from './edit-table.ts';
import { type Ask, brokenObjects, refuseReferenced, type SchemaObject, schemaObjects } from './schema-objects.ts';
import { mentions, sameName, tokensOf, Unreadable } from './tokens.ts';

/**
 * Makes a table anew with its text edited, by the recipe of lang_altertable.html ("Making Other Kinds Of Table Schema Changes"): rows with
 * their rowids, AUTOINCREMENT's counter, indexes and triggers stay; nothing outside the table changes. Must run inside a transaction with
 * foreign keys *off* (they would empty child tables). Throws UNSUPPORTED for a text it cannot read, naming the place, and an Error
 * before anything is touched when a column that another table's foreign key needs would go; afterwards (roll back!) when rows would be
 * lost or a view or trigger broken.
 */
export async function rebuildTable(ask: Ask, table: string, edits: readonly TableEdit[]): Promise<void> {
  const objects = await schemaObjects(ask, table);
  const old = objects.find(({ type, name }) => type === 'table' && sameName(name, table));
  if (old?.sql == null) throw new Error(`there is no table "${table}"`);
  const dropped = edits.flatMap((edit) => (edit.kind === 'drop column' ? [edit.column] : []));
  for (const column of dropped) await refuseReferenced(ask, old.name, column);
  const text = edited(old.name, old.sql, edits);
  const broken = await brokenObjects(ask, objects, old.name);
  const [legacy] = await ask('PRAGMA legacy_alter_table');
  // on: the RENAME at the end must not rewrite what views, triggers and foreign keys say of the table (since 3.26)
  await ask('PRAGMA legacy_alter_table = ON');
  try {
    await replace(ask, old.name, parseCreateTable(old.sql), text);
    for (const sql of await kept(ask, objects, old.name, dropped)) await ask(sql);
  } finally {
    await ask(`PRAGMA legacy_alter_table = ${Number(legacy?.legacy_alter_table) === 1 ? 'ON' : 'OFF'}`);
  }
  await refuseBroken(ask, old.name, broken);
}

/**
 * The text of a table after one edit, checked as far as can be without touching anything; `text`: what edits before it made of it, null
 * for the stored one. Throws as `rebuildTable` does.
 */
export async function checkedEdit(ask: Ask, table: string, text: string | null, edit: TableEdit): Promise<string> {
  const objects = await schemaObjects(ask, table);
  const old = objects.find(({ type, name }) => type === 'table' && sameName(name, table));
  if (old?.sql == null) throw new Error(`there is no table "${table}"`);
  if (edit.kind === 'drop column') await refuseReferenced(ask, old.name, edit.column);
  return edited(old.name, text ?? old.sql, [edit]).sql;
}

function edited(table: string, sql: string, edits: readonly TableEdit[]): TableText {
  try {
    return parseCreateTable(edits.reduce(editTable, sql));
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    const before = sql.slice(0, error.at).split('\n');
    throw new Unsupported(
      `the text of the table "${table}" cannot be read at line ${before.length}, column ${(before.at(-1) ?? '').length + 1}: ${error.message}`,
      'change this table by SQL of your own: op.execute(…)',
      { cause: error },
    );
  }
}

async function replace(ask: Ask, table: string, before: TableText, after: TableText): Promise<void> {
  const { sql, name } = after;
  // the same each time, so that a script of the step is the same each time; what stands in the way fails, and is nobody else's
  const fresh = `windlass_${createHash('sha256').update(`${table} ${sql}`).digest('hex').slice(0, 12)}`;
  await ask(`CREATE TABLE ${quote(fresh)}${sql.slice(name.end)}`);
  await copy(ask, { from: table, to: fresh, before, after });
  if (mentions(tokensOf(sql), 'AUTOINCREMENT')) await carryCounter(ask, table, fresh);
  await ask(`DROP TABLE ${quote(table)}`);
  await ask(`ALTER TABLE ${quote(fresh)} RENAME TO ${quote(table)}`);
}

// The copy counted up to the largest rowid that is there; the counter of AUTOINCREMENT remembers those that are gone. In SQL alone: a script
// of the step runs where the counter stands elsewhere. RENAME takes the counter along.
async function carryCounter(ask: Ask, table: string, fresh: string): Promise<void> {
  await ask(`DELETE FROM sqlite_sequence WHERE name = ${literal(fresh)}`);
  await ask(
    `INSERT INTO sqlite_sequence (name, seq) SELECT ${literal(fresh)}, seq FROM sqlite_sequence WHERE name = ${literal(table)}`,
  );
}

interface Copy {
  readonly from: string;
  readonly to: string;
  readonly before: TableText;
  readonly after: TableText;
}

async function copy(ask: Ask, { from, to, before, after }: Copy): Promise<void> {
  const stored = after.columns.filter((column) => !isGenerated(column)).map(({ name }) => name);
  const shared = before.columns
    .filter((column) => !isGenerated(column) && stored.some((name) => sameName(name, column.name)))
    .map(({ name }) => quote(name));
  const rowid = rowidName(before, after);
  const columns = [...(rowid === null ? [] : [rowid]), ...shared].join(', ');
  // where nothing of a row stays, a row cannot be copied
  if (columns !== '') await ask(`INSERT INTO ${quote(to)} (${columns}) SELECT ${columns} FROM ${quote(from)}`);
  const [counts] = await ask(
    `SELECT (SELECT count(*) FROM ${quote(from)}) AS old, (SELECT count(*) FROM ${quote(to)}) AS new`,
  );
  if (counts?.old !== counts?.new)
    throw new Error(`"${from}" has ${counts?.old} rows, and only ${counts?.new} could be copied`);
}

function isGenerated({ constraints }: { readonly constraints: readonly { readonly kind: string }[] }): boolean {
  return constraints.some(({ kind }) => kind === 'generated');
}

// A name of the rowid that no column of either table takes (lang_createtable.html#rowid); null when there is none, or the rowid is a column.
function rowidName(before: TableText, after: TableText): string | null {
  if (before.withoutRowid || after.withoutRowid || rowidColumn(after) || rowidColumn(before)) return null;
  const taken = [...before.columns, ...after.columns].map(({ name }) => name);
  return ['rowid', '_rowid_', 'oid'].find((name) => !taken.some((other) => sameName(other, name))) ?? null;
}

function rowidColumn({ sql, columns, constraints }: TableText): boolean {
  const integer = columns.filter(({ type }) => type !== null && /^integer$/i.test(sql.slice(type.start, type.end)));
  const key = constraints.find(({ kind }) => kind === 'primary key');
  return integer.some(
    (column) =>
      column.constraints.some(({ kind }) => kind === 'primary key') ||
      (key?.columns.length === 1 && sameName(key.columns[0] ?? '', column.name)),
  );
}

// What DROP TABLE took along and must be made again. An index goes with a column that it names, as on PostgreSQL.
async function kept(
  ask: Ask,
  objects: readonly SchemaObject[],
  table: string,
  dropped: readonly string[],
): Promise<readonly string[]> {
  const present = new Set((await schemaObjects(ask, table)).map(({ type, name }) => `${type} ${name}`));
  return objects
    .filter(({ type, name }) => (type === 'index' || type === 'trigger') && !present.has(`${type} ${name}`))
    .filter((object) => sameName(object.table, table))
    .flatMap(({ type, sql }) => {
      if (sql === null) return [];
      const tokens = tokensOf(sql);
      const gone =
        type === 'index' &&
        dropped.some((column) => mentions(tokens.slice(tokens.findIndex(({ text }) => text === '(')), column));
      return gone ? [] : [sql];
    });
}

async function refuseBroken(ask: Ask, table: string, before: ReadonlyMap<string, string>): Promise<void> {
  const after = await brokenObjects(ask, await schemaObjects(ask, table), table);
  const [broken] = [...after].filter(([object]) => !before.has(object));
  if (broken === undefined) return;
  throw new Unsupported(
    `the change of "${table}" would break the ${broken[0]}: ${broken[1]}`,
    `drop it in the same revision before the change, and create it again as it should be`,
  );
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
