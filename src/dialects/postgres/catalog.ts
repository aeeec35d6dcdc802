import type { EnumUse } from '../../changes/enum-types.ts';
import type { QualifiedName } from '../../model/names.ts';
import type { EnumType } from '../../model/schema.ts';
import type { Row } from '../connection.ts';
import { sqlWriter } from './sql.ts';
import { literal } from './state.ts';

type Ask = (sql: string) => Promise<readonly Row[]>;

/** The labels of an enum type, in order; null when there is none of that name. */
export async function enumLabels(ask: Ask, name: QualifiedName): Promise<readonly string[] | null> {
  const rows = await ask(
    `SELECT t.typname AS name, e.enumlabel AS label FROM pg_type t LEFT JOIN pg_enum e ON e.enumtypid = t.oid WHERE t.oid = to_regtype(${type(name)}) ORDER BY e.enumsortorder`,
  );
  return rows.length === 0 ? null : rows.flatMap(({ label }) => (label === null ? [] : [String(label)]));
}

/** The columns of an enum type, or of arrays of it. */
export async function enumUses(ask: Ask, name: QualifiedName): Promise<readonly EnumUse[]> {
  const rows = await ask(`
SELECT n.nspname AS schema, c.relname AS table_name, a.attname AS column_name, a.atttypid = t.typarray AS is_array,
  pg_get_expr(d.adbin, d.adrelid) AS expression
FROM pg_type t JOIN pg_attribute a ON a.atttypid IN (t.oid, t.typarray) AND a.attnum > 0 AND NOT a.attisdropped
JOIN pg_class c ON c.oid = a.attrelid AND c.relkind IN ('r', 'p') JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
WHERE t.oid = to_regtype(${type(name)}) ORDER BY 1, 2, a.attnum`);
  return rows.map((row) => ({
    table: { schema: String(row.schema), name: String(row.table_name) },
    column: String(row.column_name),
    array: row.is_array === true,
    default: row.expression === null ? null : String(row.expression),
  }));
}

/**
 * The enum types that Sequelize made for columns of this table (`enum_<table>_<column>`) and that nothing else uses: they go with their column,
 * or nobody ever drops them. `column` null: for all columns.
 */
export async function ownEnums(ask: Ask, table: QualifiedName, column: string | null): Promise<readonly EnumType[]> {
  const rows = await ask(`
SELECT n.nspname AS schema, t.typname AS name, ARRAY(SELECT enumlabel::text FROM pg_enum WHERE enumtypid = t.oid ORDER BY enumsortorder)::text[] AS labels
FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
WHERE t.typtype = 'e' AND t.typname LIKE 'enum\\_%' AND EXISTS (
  SELECT FROM pg_attribute a WHERE a.attrelid = to_regclass(${regclass(table)}) AND a.atttypid IN (t.oid, t.typarray)
  ${column === null ? '' : `AND a.attname = ${literal(column)}`})
AND NOT EXISTS (
  SELECT FROM pg_depend d WHERE d.refclassid = 'pg_type'::regclass AND d.refobjid IN (t.oid, t.typarray) AND d.deptype = 'n'
  AND NOT (d.classid = 'pg_class'::regclass AND d.objid = to_regclass(${regclass(table)})
  ${column === null ? '' : `AND d.objsubid = (SELECT attnum FROM pg_attribute WHERE attrelid = d.objid AND attname = ${literal(column)})`})
  AND NOT (d.classid = 'pg_attrdef'::regclass AND EXISTS (SELECT FROM pg_attrdef f WHERE f.oid = d.objid AND f.adrelid = to_regclass(${regclass(table)})))
  AND NOT (d.classid = 'pg_constraint'::regclass AND EXISTS (SELECT FROM pg_constraint k WHERE k.oid = d.objid AND k.conrelid = to_regclass(${regclass(table)})))
  AND NOT (d.classid = 'pg_class'::regclass AND EXISTS (SELECT FROM pg_index i WHERE i.indexrelid = d.objid AND i.indrelid = to_regclass(${regclass(table)}))))
ORDER BY 1, 2`);
  return rows.map(({ schema, name, labels }) => ({
    name: { schema: String(schema), name: String(name) },
    labels: labels as readonly string[],
  }));
}

/** A column's type and default as PostgreSQL prints them; null when there is no such column. */
export async function columnState(
  ask: Ask,
  table: QualifiedName,
  column: string,
): Promise<{ readonly type: string; readonly default: string | null } | null> {
  const [row] = await ask(`
SELECT format_type(a.atttypid, a.atttypmod) AS type, pg_get_expr(d.adbin, d.adrelid) AS expression
FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
WHERE a.attrelid = to_regclass(${regclass(table)}) AND a.attname = ${literal(column)} AND NOT a.attisdropped`);
  if (row === undefined) return null;
  return { type: String(row.type), default: row.expression === null ? null : String(row.expression) };
}

/** Whether a unique constraint or index on exactly this column is there. */
export async function isUnique(ask: Ask, table: QualifiedName, column: string): Promise<boolean> {
  const [row] = await ask(`
SELECT true AS found FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attname = ${literal(column)}
WHERE i.indrelid = to_regclass(${regclass(table)}) AND i.indisunique AND i.indnkeyatts = 1 AND i.indkey[0] = a.attnum AND i.indpred IS NULL`);
  return row !== undefined;
}

/** The row counts of a label in each column of its type: `[place, rows]` of those that have any. */
export async function labelRows(
  ask: Ask,
  uses: readonly EnumUse[],
  label: string,
): Promise<readonly (readonly [string, number])[]> {
  const found: [string, number][] = [];
  for (const { table, column, array } of uses) {
    const [value, target] = [literal(label), sqlWriter.quote(column)];
    const test = array ? `${value} = ANY (${target}::text[])` : `${target}::text = ${value}`;
    const [row] = await ask(`SELECT count(*)::int AS rows FROM ${sqlWriter.name(table)} WHERE ${test}`);
    if (Number(row?.rows) > 0) found.push([`${sqlWriter.name(table)}.${target}`, Number(row?.rows)]);
  }
  return found;
}

/** The columns of a table as PostgreSQL prints them: name → type, nullability, default; empty when there is none. */
export async function columnShapes(ask: Ask, table: QualifiedName): Promise<ReadonlyMap<string, string>> {
  const rows = await ask(`
SELECT attname AS name, format_type(atttypid, atttypmod) || CASE WHEN attnotnull THEN ' NOT NULL' ELSE '' END
  || coalesce(' DEFAULT ' || regexp_replace(pg_get_expr(d.adbin, d.adrelid), 'nextval\\(.*', 'nextval(…)'), '') AS shape
FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
WHERE attrelid = to_regclass(${regclass(table)}) AND attnum > 0 AND NOT attisdropped ORDER BY attnum`);
  return new Map(rows.map(({ name, shape }) => [String(name), String(shape)]));
}

/** Whether an index is there and not valid: what CREATE INDEX CONCURRENTLY leaves when it fails. `index`: its name as SQL. */
export async function isInvalidIndex(ask: Ask, index: string): Promise<boolean> {
  const [row] = await ask(
    `SELECT true AS found FROM pg_index WHERE indexrelid = to_regclass(${literal(index)}) AND NOT indisvalid`,
  );
  return row !== undefined;
}

function type(name: QualifiedName): string {
  return literal(sqlWriter.name(name));
}

const regclass = type;
