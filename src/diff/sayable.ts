import type { QualifiedName } from '../model/names.ts';
import { display } from '../model/names.ts';
import type { SchemaSnapshot, Table } from '../model/schema.ts';
import type { DialectName } from '../model/statement.ts';
import type { TableBesides } from './said/besides.ts';
import { spelledAs } from './said/case.ts';
import { columnsSaid } from './said/columns.ts';
import { constraintsSaid } from './said/constraints.ts';
import { enumsSaid } from './said/enums.ts';
import { indexesSaid } from './said/indexes.ts';
import { objectsSaid, rightsSaid } from './said/objects.ts';

/** What the models say besides their schema. */
export interface SaidBesides {
  readonly dialect: DialectName;
  /** Columns that the application always fills itself (UUIDV4, NOW, the timestamps of Sequelize): a default of the database beside it cannot be said. */
  readonly filled?: readonly FilledColumn[];
}

/** A column that is filled by the application. */
export interface FilledColumn {
  readonly table: QualifiedName;
  readonly column: string;
}

/**
 * `desired`, which Sequelize models describe, completed by all that no model can say as it is in `live`; what is said in other words is given
 * live's. So `diff(live, sayable(live, desired, …))` is what models could say and do not, or say and is not there. Each decision is told
 * in docs/autogenerate.md.
 */
export function sayable(live: SchemaSnapshot, desired: SchemaSnapshot, besides: SaidBesides): SchemaSnapshot {
  const named = besides.dialect === 'sqlite' ? spelledAs(live, desired) : desired;
  const { enums, typed } = enumsSaid(live, named);
  const before = new Map(live.tables.map((table) => [display(table.name), table]));
  const filled = new Set((besides.filled ?? []).map(({ table, column }) => `${display(table)}\0${column}`));
  const described = typed.tables.map((table) => {
    const own = before.get(display(table.name));
    if (own === undefined) return table;
    return tableSaid(own, table, {
      dialect: besides.dialect,
      filled: (column) => filled.has(`${display(table.name)}\0${column}`),
    });
  });
  const names = new Set(described.map(({ name }) => display(name)));
  const tables = [
    ...described,
    ...live.tables.filter((table) => !names.has(display(table.name)) && isBeyond(table, desired)),
  ];
  const objects = objectsSaid(live, typed, tables);
  return {
    tables: inOrderOf(tables, live.tables),
    enums,
    objects,
    ...(live.grants !== undefined && { grants: rightsSaid(live.grants, live, { tables, enums, objects }) }),
  };
}

function tableSaid(live: Table, desired: Table, besides: TableBesides): Table {
  const columns = columnsSaid(live, desired, besides);
  const { constraints, backed } = constraintsSaid(live, desired, besides);
  return {
    ...live,
    columns,
    constraints,
    indexes: indexesSaid(live, desired, backed),
    comment: desired.comment ?? live.comment,
  };
}

// A partition, a table that inherits, and the tables of a schema that no model is in.
function isBeyond({ name, partitioning }: Table, { tables }: SchemaSnapshot): boolean {
  if ((partitioning?.parents.length ?? 0) > 0) return true;
  return name.schema !== null && !tables.some((table) => table.name.schema === name.schema);
}

function inOrderOf(tables: readonly Table[], live: readonly Table[]): readonly Table[] {
  const place = new Map(live.map((table, at) => [display(table.name), at]));
  const at = ({ name }: Table) => place.get(display(name)) ?? live.length;
  return [...tables].sort((one, other) => at(one) - at(other));
}
