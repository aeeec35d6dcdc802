import { display, type QualifiedName } from '../../model/names.ts';
import type { Row } from '../connection.ts';
import { sqlWriter } from './sql.ts';

/** The columns of a table as SQLite prints them: name → type, nullability, default; empty when there is none. */
export async function columnShapes(
  ask: (sql: string) => Promise<readonly Row[]>,
  name: QualifiedName,
): Promise<ReadonlyMap<string, string>> {
  const table = sqlWriter.literal(display(name));
  const rows = await ask(
    `SELECT name, type, "notnull" AS required, dflt_value AS expression FROM pragma_table_xinfo(${table})`,
  );
  return new Map(
    rows.map(({ name: column, type, required, expression }) => [
      String(column),
      [
        String(type).toUpperCase(),
        ...(Number(required) === 1 ? ['NOT NULL'] : []),
        ...(expression === null ? [] : [`DEFAULT ${expression}`]),
      ].join(' '),
    ]),
  );
}
