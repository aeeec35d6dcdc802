import type { Connection } from '../dialects/connection.ts';
import type { Dialect } from '../dialects/dialect.ts';
import type { Values } from '../dialects/rows.ts';
import { display, isSame, type QualifiedName } from '../model/names.ts';
import type { SchemaSnapshot, Table } from '../model/schema.ts';
import { Sum, textHash } from './hash.ts';

/** How many rows of a table are kept whole; of a larger one sums alone. */
const FEW = 500;

/** What the rows of a table are, whatever their order. */
export interface TableDigest {
  readonly count: number;
  /** The columns that tell its rows apart: primary key, else a unique key without NULL; none: the whole row does. */
  readonly key: readonly string[];
  /** Of all rows, whatever the order of the columns. */
  readonly digest: string;
  /** Of the values of each column, bound to their rows: swapping two of them shows. */
  readonly columns: ReadonlyMap<string, string>;
  /** The rows, values in the order of `columns`, where there are few; null: sums alone say what differs. */
  readonly rows: readonly Values[] | null;
}

/**
 * What the rows of tables are, by their names as `display` writes them. One round trip for all small tables; of those with more than some hundred rows,
 * one page after the other is read, so that memory stays flat. Partitions are left out: their rows are those of their table.
 */
export async function rowDigests(
  db: Connection,
  dialect: Dialect,
  schema: SchemaSnapshot,
  tables?: readonly QualifiedName[],
): Promise<ReadonlyMap<string, TableDigest>> {
  const whole = schema.tables.filter(({ partitioning }) => (partitioning?.bound ?? null) === null);
  const asked = whole.filter(({ name }) => tables?.some((each) => isSame(each, name)) ?? true);
  const found = asked.length === 0 ? [] : await dialect.rows.read(db, asked, FEW + 1);
  const digests = new Map<string, TableDigest>();
  for (const [at, table] of asked.entries()) {
    const rows = found[at] ?? [];
    const sums = new TableSums(table);
    if (rows.length <= FEW) sums.add(rows);
    else await dialect.rows.pages(db, table, (page) => sums.add(page));
    digests.set(display(table.name), sums.digest(rows.length <= FEW ? rows : null));
  }
  return digests;
}

class TableSums {
  private count = 0;
  private readonly names: readonly string[];
  private readonly key: readonly string[];
  private readonly places: readonly number[];
  private readonly byName: readonly number[];
  private readonly sums: readonly Sum[];
  private readonly whole = new Sum();

  constructor(table: Table) {
    this.names = table.columns.map(({ name }) => name);
    this.key = keyOf(table);
    this.places = this.key.map((name) => this.names.indexOf(name));
    this.byName = this.names
      .map((_, at) => at)
      .sort((one, other) => ((this.names[one] ?? '') < (this.names[other] ?? '') ? -1 : 1));
    this.sums = this.names.map(() => new Sum());
  }

  add(rows: readonly Values[]): void {
    this.count += rows.length;
    for (const row of rows) {
      const all = textOf(row, this.byName);
      const identity = this.places.length === 0 ? all : textOf(row, this.places);
      const [high, low] = textHash(identity, 1, 2);
      this.whole.add(textHash(all, 3, 4));
      for (const [at, sum] of this.sums.entries()) sum.add(textHash(row[at] ?? null, high, low));
    }
  }

  digest(rows: readonly Values[] | null): TableDigest {
    const columns = new Map(this.names.map((name, at) => [name, this.sums[at]?.text() ?? '']));
    return { count: this.count, key: this.key, digest: this.whole.text(), columns, rows };
  }
}

/** Values of a row as one text: no two lists give the same. */
export function textOf(row: Values, places: readonly number[]): string {
  return places.map((at) => (row[at] == null ? '-' : `${row[at]?.length}:${row[at]}`)).join(',');
}

function keyOf({ constraints, columns }: Table): readonly string[] {
  const never = (name: string) => columns.some((each) => each.name === name && !each.nullable);
  const primary = constraints.find(({ kind }) => kind === 'primary key');
  const unique = constraints.find((each) => each.kind === 'unique' && each.columns.every(never));
  const [key] = [primary, unique].flatMap((each) => (each !== undefined && 'columns' in each ? [each.columns] : []));
  const known = key?.every((name) => columns.some((each) => each.name === name)) ?? false;
  return known ? (key ?? []) : [];
}
