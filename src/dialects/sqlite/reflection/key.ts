import type { KeyPart, PrimaryKey, Unique } from '../../../model/schema.ts';
import type { ConstraintText } from '../ddl/constraint.ts';
import type { ColumnText } from '../ddl/create-table.ts';
import { fold, is, type Token } from '../ddl/tokens.ts';
import type { TableEntry } from './catalog.ts';
import { collationName, conflictOf, typeOf } from './column.ts';

/** A primary key or unique constraint; `column`: the one that it stands behind. */
export function keyOf(entry: TableEntry, constraint: ConstraintText, column: ColumnText | null): PrimaryKey | Unique {
  const columns = column === null ? constraint.columns.map((name) => spelled(entry, name)) : [column.name];
  const rowid = constraint.kind === 'primary key' ? rowidOf(entry, columns, constraint, column) : undefined;
  const parts = rowid === true ? undefined : partsOf(constraint, column);
  const onConflict = conflictOf(constraint.tokens);
  const shared = {
    name: constraint.name,
    columns,
    deferrable: null,
    ...(parts !== undefined && { parts }),
    ...(onConflict !== undefined && { onConflict }),
  };
  if (constraint.kind === 'unique') return { kind: 'unique', ...shared, nullsNotDistinct: false };
  return { kind: 'primary key', ...shared, ...(rowid !== undefined && { rowid }) };
}

/** A column of a table as it is declared, from a name in any case. */
export function spelled({ scope }: TableEntry, name: string): string {
  return scope.get(fold(name)) ?? name;
}

// lang_createtable.html#rowid; undefined where nobody could take it for the rowid.
function rowidOf(
  entry: TableEntry,
  columns: readonly string[],
  { tokens }: ConstraintText,
  inline: ColumnText | null,
): boolean | undefined {
  const own = entry.text?.columns.find(({ name }) => columns.length === 1 && name === columns[0]);
  const type = own === undefined ? '' : typeOf(entry, own);
  if (!/INT/.test(type)) return undefined;
  const descending = inline !== null && tokens.some((token) => is(token, 'DESC'));
  return type === 'INTEGER' && entry.text?.withoutRowid === false && !descending;
}

function partsOf({ tokens }: ConstraintText, inline: ColumnText | null): readonly KeyPart[] | undefined {
  const parts = inline === null ? listed(tokens).map(partOf) : [partOf(tokens)];
  return parts.some(({ collation, order }) => collation !== null || order !== null) ? parts : undefined;
}

function partOf(tokens: readonly Token[]): KeyPart {
  const collate = tokens.findIndex((token) => is(token, 'COLLATE'));
  return {
    collation: collate < 0 ? null : collationName(tokens[collate + 1]),
    order: tokens.some((token) => is(token, 'DESC')) ? 'DESC' : null,
  };
}

// The parts of the list in parentheses.
function listed(tokens: readonly Token[]): readonly (readonly Token[])[] {
  const parts: Token[][] = [[]];
  const open = tokens.findIndex((token) => is(token, '('));
  for (const token of tokens.slice(open + 1)) {
    if (is(token, ')')) break;
    if (is(token, ',')) parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts;
}
