import type { QualifiedName } from '../../model/names.ts';
import { notNullName } from '../../model/not-null.ts';
import type {
  Column,
  Constraint,
  Deferrable,
  Identity,
  Index,
  IndexPart,
  NotNull,
  Partitioning,
  Table,
} from '../../model/schema.ts';
import { unwrapped } from './normalize.ts';

/** A row of each query of `tableQueries`. */
export interface TableRows {
  readonly tables: readonly TableRow[];
  readonly columns: readonly ColumnRow[];
  readonly constraints: readonly ConstraintRow[];
  readonly indexes: readonly IndexRow[];
}

interface TableRow extends QualifiedName {
  readonly id: number;
  readonly unlogged: boolean;
  readonly secured: boolean;
  readonly forced: boolean;
  readonly comment: string | null;
  readonly partition_by: string | null;
  readonly bound: string | null;
  readonly parents: readonly QualifiedName[] | null;
  readonly replica: string | null;
  readonly of_type: string | null;
}

interface ColumnRow {
  readonly table: number;
  readonly name: string;
  readonly type: string;
  readonly nullable: boolean;
  readonly expression: string | null;
  readonly identity: '' | 'a' | 'd';
  readonly generated: '' | 's' | 'v';
  readonly collation: string | null;
  readonly comment: string | null;
  readonly inherited: boolean;
  readonly serial: boolean | null;
  readonly sequence: string | null;
  readonly not_null: NotNullRow | null;
}

interface NotNullRow {
  readonly name: string;
  readonly no_inherit: boolean;
  readonly valid: boolean;
  readonly inherited: boolean;
  readonly comment: string | null;
}

interface ConstraintRow {
  readonly table: number;
  readonly kind: 'p' | 'u' | 'f' | 'c' | 'x';
  readonly name: string;
  readonly deferrable: boolean;
  readonly deferred: boolean;
  readonly validated: boolean;
  readonly no_inherit: boolean;
  readonly on_delete: string;
  readonly on_update: string;
  readonly match: string;
  readonly columns: readonly string[];
  readonly far_table: QualifiedName | null;
  readonly far_columns: readonly string[] | null;
  readonly definition: string | null;
  readonly include: readonly string[] | null;
  readonly nulls_not_distinct: boolean;
  readonly inherited: boolean;
  readonly comment: string | null;
  readonly more: string;
}

interface PartRow {
  readonly column: string | null;
  readonly expression: string | null;
  readonly collation: string | null;
  readonly opclass: string | null;
  readonly descending: boolean;
  readonly nulls_first: boolean;
}

interface IndexRow {
  readonly table: number;
  readonly name: string;
  readonly unique: boolean;
  readonly method: string;
  readonly valid: boolean;
  readonly comment: string | null;
  readonly predicate: string | null;
  readonly nulls_not_distinct: boolean;
  readonly parts: readonly PartRow[];
  readonly include: readonly string[];
  readonly part_of: QualifiedName | null;
  readonly depends_on: readonly string[] | null;
}

/** The tables that the rows describe, in their order. */
export function tablesOf({ tables, columns, constraints, indexes }: TableRows): readonly Table[] {
  const [columnsOf, constraintsOf, indexesOf] = [grouped(columns), grouped(constraints), grouped(indexes)];
  return tables.map((row) => ({
    name: { schema: row.schema, name: row.name },
    columns: (columnsOf.get(row.id) ?? []).map((own) => column(own, row.name)),
    constraints: (constraintsOf.get(row.id) ?? []).map(constraint),
    indexes: (indexesOf.get(row.id) ?? []).map(index),
    comment: row.comment,
    options: [
      ...(row.unlogged ? ['UNLOGGED'] : []),
      ...(row.replica === null ? [] : [`REPLICA IDENTITY ${row.replica}`]),
      ...(row.of_type === null ? [] : [`OF ${row.of_type}`]),
    ],
    ...partitioning(row),
    ...((row.secured || row.forced) && { rowSecurity: { enabled: row.secured, forced: row.forced } }),
  }));
}

function grouped<T extends { readonly table: number }>(rows: readonly T[]): ReadonlyMap<number, readonly T[]> {
  const groups = new Map<number, T[]>();
  for (const row of rows) {
    const group = groups.get(row.table);
    if (group === undefined) groups.set(row.table, [row]);
    else group.push(row);
  }
  return groups;
}

function partitioning({ partition_by: by, bound, parents }: TableRow): { readonly partitioning?: Partitioning } {
  if (by === null && bound === null && parents === null) return {};
  return { partitioning: { by, bound, parents: parents ?? [] } };
}

const IDENTITIES: Readonly<Record<'a' | 'd', Identity>> = { a: 'always', d: 'by default' };

function column(row: ColumnRow, table: string): Column {
  const { name, type, nullable, expression, collation, comment, sequence, not_null } = row;
  const notNull = not_null === null ? undefined : notNullOf(not_null, notNullName(table, name));
  const serial = row.serial === true && !nullable && /^nextval\('(?:[^']|'')*'::regclass\)$/.test(expression ?? '');
  const computed = row.generated !== '';
  return {
    name,
    type,
    nullable,
    default: serial || computed ? null : expression,
    identity: row.identity === '' ? (serial ? 'serial' : null) : IDENTITIES[row.identity],
    generated: computed ? { expression: unwrapped(expression ?? ''), stored: row.generated === 's' } : null,
    collation,
    comment,
    ...(sequence !== null && { sequence }),
    ...(notNull !== undefined && { notNull }),
    ...(row.inherited && { inherited: true as const }),
  };
}

function notNullOf({ name, no_inherit: noInherit, valid, inherited, comment }: NotNullRow, usual: string) {
  const own: NotNull = {
    ...(name !== usual && { name }),
    ...(comment !== null && { comment }),
    ...(noInherit && { noInherit }),
    ...(!valid && { validated: false }),
    ...(inherited && { inherited }),
  };
  return Object.keys(own).length === 0 ? undefined : own;
}

// pg_constraint.confdeltype, confupdtype; NO ACTION is the default
const ACTIONS = { a: null, r: 'RESTRICT', c: 'CASCADE', n: 'SET NULL', d: 'SET DEFAULT' } as const;
const action = (letter: string) => ACTIONS[letter as keyof typeof ACTIONS] ?? null;

function constraint(row: ConstraintRow): Constraint {
  const { name, columns, validated, comment, more, include } = row;
  const common = {
    name,
    ...(comment !== null && { comment }),
    ...(more !== '' && { more }),
    ...(row.inherited && { inherited: true as const }),
  };
  const deferrable: Deferrable = row.deferrable ? (row.deferred ? 'deferred' : 'immediate') : null;
  const included = include !== null && { include };
  switch (row.kind) {
    case 'p':
      return { kind: 'primary key', ...common, columns, ...included, deferrable };
    case 'u':
      return { kind: 'unique', ...common, columns, ...included, nullsNotDistinct: row.nulls_not_distinct, deferrable };
    case 'c': {
      const expression = unwrapped(row.definition ?? '');
      return { kind: 'check', ...common, expression, validated, ...(row.no_inherit && { noInherit: true as const }) };
    }
    case 'x':
      return { kind: 'exclusion', ...common, definition: (row.definition ?? '').replace(/^EXCLUDE /, '') };
    case 'f':
      return {
        kind: 'foreign key',
        ...common,
        columns,
        references: { table: row.far_table ?? { schema: null, name: '' }, columns: row.far_columns ?? [] },
        onDelete: action(row.on_delete),
        onUpdate: action(row.on_update),
        match: row.match === 'f' ? 'FULL' : null,
        deferrable,
        validated,
      };
  }
}

function index(row: IndexRow): Index {
  const { name, unique, method, include, comment, part_of: partOf, depends_on: dependsOn } = row;
  return {
    name,
    unique,
    method: method === 'btree' ? null : method,
    parts: row.parts.map(part),
    include,
    where: row.predicate === null ? null : unwrapped(row.predicate),
    nullsNotDistinct: row.nulls_not_distinct,
    ...(!row.valid && { valid: false }),
    ...(comment !== null && { comment }),
    ...(partOf !== null && { partOf }),
    ...(dependsOn !== null && { dependsOn }),
  };
}

// ASC has its NULLs last and DESC first (manual, CREATE INDEX): what is so by default is not said.
function part({ column: name, expression, collation, opclass, descending, nulls_first: first }: PartRow): IndexPart {
  return {
    column: name,
    expression: expression === null ? null : unwrapped(expression),
    collation,
    opclass,
    order: descending ? 'DESC' : null,
    nulls: first === descending ? null : first ? 'FIRST' : 'LAST',
  };
}
