import { isUnique as isUniqueOnPostgres } from '../dialects/postgres/catalog.ts';
import { parseCreateTable } from '../dialects/sqlite/ddl/create-table.ts';
import { sameName } from '../dialects/sqlite/ddl/tokens.ts';
import { display, type QualifiedName } from '../model/names.ts';
import type { OperationContext } from './context.ts';

/** Whether a column is unique by itself already: a second constraint would say nothing new. */
export async function isUnique(context: OperationContext, table: QualifiedName, column: string): Promise<boolean> {
  const { write } = context;
  if (write.dialect === 'postgres') return isUniqueOnPostgres(context.ask, table, column);
  const name = write.literal(display(table));
  const [row] = await context.ask(
    `SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ${name} COLLATE NOCASE`,
  );
  if (row === undefined) return false;
  const { columns, constraints } = parseCreateTable(String(row.sql));
  const own = columns.find((known) => sameName(known.name, column))?.constraints ?? [];
  const alone = constraints.filter((known) => known.columns.length === 1 && sameName(known.columns[0] ?? '', column));
  return [...own, ...alone].some(({ kind }) => kind === 'unique');
}
