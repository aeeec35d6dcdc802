import { withColumn, withTable } from '../model/edit.ts';
import { display, isSame, type QualifiedName } from '../model/names.ts';
import type { Column, Identity, SchemaSnapshot } from '../model/schema.ts';
import { ownerOf, sequenceOf } from '../model/sequences.ts';
import { AS_TEXT, type Names } from './as-text.ts';
import type { Kinds } from './family.ts';

/** GENERATED … AS IDENTITY of a column (PostgreSQL), AUTOINCREMENT of a key (SQLite). */
export type Counting = Exclude<Identity, 'serial'> | null;

/** A column that begins or ceases to count by itself, or says otherwise who may give its values. */
export interface IdentityChange {
  readonly kind: 'set identity';
  readonly table: QualifiedName;
  readonly name: string;
  readonly from: Counting;
  readonly to: Counting;
  /** The options of the sequence that comes or goes with it, where they are not the usual ones: `INCREMENT BY 5 …`. */
  readonly options?: string;
}

/** ADD, SET and DROP of an identity; its sequence comes and goes with it. */
export const identities: Kinds<IdentityChange> = {
  'set identity': {
    phase: 'columns',
    destructive: false,
    reverse: ({ from, to, ...change }) => ({ ...change, from: to, to: from }),
    apply: (change, schema) => withSequence(change, withIdentity(change, schema)),
    sql: (change, write) =>
      isAutoincrement(change)
        ? [write.alter(change.table, { kind: 'set autoincrement', column: change.name, on: change.to !== null })]
        : write.dialect === 'sqlite'
          ? write.unsupported('an identity', 'make the column INTEGER PRIMARY KEY there, which counts by itself')
          : statements(change, write).map((sql) => ({ sql })),
    describe: ({ table, name, to }) =>
      to === null ? `drop identity of ${display(table)}.${name}` : `set identity of ${display(table)}.${name}: ${to}`,
    render: (change) => ({ method: 'execute', args: [statements(change, AS_TEXT).join(';\n')] }),
  },
};

const isAutoincrement = ({ from, to }: IdentityChange) => from === 'autoincrement' || to === 'autoincrement';

// A new identity of a table with rows counts on behind them: from 1 it would meet their values.
function statements({ table, name, from, to, options }: IdentityChange, write: Names): readonly string[] {
  const [own, column] = [write.name(table), write.quote(name)];
  const alter = `ALTER TABLE ${own} ALTER COLUMN ${column}`;
  if (to === null) return [`${alter} DROP IDENTITY`];
  const manner = to === 'always' ? 'ALWAYS' : 'BY DEFAULT';
  if (from !== null) return [`${alter} SET GENERATED ${manner}`];
  const [extreme, range] = last(column, options);
  const sequence = `pg_get_serial_sequence(${write.literal(own)}, ${write.literal(name)})`;
  return [
    `${alter} ADD GENERATED ${manner} AS IDENTITY${options === undefined ? '' : ` (${options})`}`,
    `SELECT setval(${sequence}, ${extreme}) FROM ${own} HAVING ${extreme} ${range}`,
  ];
}

// The last value that it gave, and whether it can be: where no row has one, it begins at its start.
function last(column: string, options = ''): readonly [extreme: string, range: string] {
  const [, step = '1', low, high, start] =
    /^INCREMENT BY (-?\d+) MINVALUE (-?\d+) MAXVALUE (-?\d+) START WITH (-?\d+) /.exec(options) ?? [];
  if (start === undefined) return [`max(${column})`, '> 0'];
  return step.startsWith('-')
    ? [`min(${column})`, `BETWEEN ${low} AND ${start}`]
    : [`max(${column})`, `BETWEEN ${start} AND ${high}`];
}

const counting = (column: Column, options: string | undefined): Column =>
  options === undefined ? column : { ...column, sequence: options };

function withIdentity({ table, name, to }: IdentityChange, schema: SchemaSnapshot): SchemaSnapshot {
  return withTable(schema, table, (known) =>
    withColumn(known, name, ({ sequence, ...column }) => ({
      ...column,
      identity: to,
      ...(to !== null && sequence !== undefined && { sequence }),
    })),
  );
}

function withSequence({ table, name, from, to, options }: IdentityChange, schema: SchemaSnapshot): SchemaSnapshot {
  if ((from !== null && to !== null) || from === 'autoincrement' || to === 'autoincrement') return schema;
  const others = schema.objects.filter(
    (object) => ownerOf(object) !== name || object.table === null || !isSame(object.table, table),
  );
  if (to === null) return { ...schema, objects: others };
  const own = schema.tables.find((each) => isSame(each.name, table));
  const column = own?.columns.find((each: Column) => each.name === name);
  return column === undefined
    ? schema
    : {
        ...schema,
        objects: [...others, sequenceOf(table, counting(column, options), own?.options.includes('UNLOGGED'))],
      };
}
