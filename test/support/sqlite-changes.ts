import type { SchemaChange } from '../../src/changes/index.ts';
import { toSql } from '../../src/changes/index.ts';
import { rebuildTable } from '../../src/dialects/sqlite/ddl/rebuild.ts';
import { mentions, tokensOf } from '../../src/dialects/sqlite/ddl/tokens.ts';
import { sqlWriter } from '../../src/dialects/sqlite/sql.ts';
import type { Column, Constraint, Index, PrimaryKey, SchemaSnapshot, Table } from '../../src/model/schema.ts';
import type { Statement } from '../../src/model/statement.ts';
import type { MemoryDatabase } from './sqlite.ts';
import { object, qualified, rowid, spelled } from './sqlite-schemas.ts';

/** A change of each kind that SQLite can make of the schema, and that leaves texts alone which SQLite would rewrite. */
export function sqliteChangesOf(schema: SchemaSnapshot): readonly SchemaChange[] {
  const [own, other] = schema.tables as readonly [Table, Table];
  const bystander = schema.objects.length === 0;
  return [
    ...tableChanges(own, bystander),
    ...columnChanges(own, bystander),
    ...constraintChanges(own),
    ...indexChanges(own),
    ...schema.objects.map((each) => ({ kind: 'drop object', object: each, ifExists: false, cascade: false }) as const),
    {
      kind: 'create object',
      object: object('view', 'v2', `CREATE VIEW v2 AS SELECT * FROM ${spelled(other.name.name)}`),
    },
  ];
}

function tableChanges(own: Table, bystander: boolean): readonly SchemaChange[] {
  const fresh: Table = {
    ...own,
    name: qualified('fresh table'),
    constraints: own.constraints.filter(({ kind }) => kind === 'primary key'),
    indexes: [],
  };
  return [
    { kind: 'create table', table: fresh, ifNotExists: false },
    { kind: 'set column order', table: own.name, from: [], to: own.columns.map(({ name }) => name).reverse() },
    ...(bystander
      ? ([
          { kind: 'drop table', name: own.name, was: own, cascade: false, ifExists: false },
          { kind: 'rename table', from: own.name, to: qualified('renamed "t"') },
        ] as const)
      : []),
  ];
}

function isNamed(own: Table, name: string, bystander: boolean): boolean {
  const texts = [
    ...own.columns.map(({ generated }) => generated?.expression ?? ''),
    ...own.constraints.map((each) => (each.kind === 'check' ? each.expression : '')),
    ...own.indexes.flatMap(({ parts, where }) => [where ?? '', ...parts.map(({ expression }) => expression ?? '')]),
  ];
  return !bystander || texts.some((text) => mentions(tokensOf(text), name));
}

function columnChanges(own: Table, bystander: boolean): readonly SchemaChange[] {
  const table = own.name;
  const key = own.constraints.find(({ kind }) => kind === 'primary key') as PrimaryKey | undefined;
  const plain = own.columns.filter(({ name, generated }) => generated === null && !key?.columns.includes(name));
  const renamed = own.columns.find(({ name }) => !isNamed(own, name, bystander));
  const dropped = plain.findLast(
    ({ name }) =>
      !isNamed(own, name, bystander) &&
      own.columns.length > 1 &&
      !own.constraints.some((each) => each.kind === 'foreign key' && each.references.columns.includes(name)),
  );
  const [victim] = plain;
  const fresh: Column = {
    name: 'fresh column',
    type: 'TEXT',
    nullable: false,
    default: "'it''s'",
    identity: null,
    generated: null,
    collation: 'NOCASE',
    comment: null,
  };
  const alter = (to: Extract<SchemaChange, { kind: 'alter column' }>['to']): readonly SchemaChange[] =>
    victim === undefined ? [] : [{ kind: 'alter column', table, name: victim.name, from: null, to, using: null }];
  return [
    { kind: 'add column', table, column: fresh, constraints: [] },
    {
      kind: 'add column',
      table,
      column: { ...fresh, name: 'far', default: null, nullable: true },
      constraints: [
        {
          kind: 'foreign key',
          name: null,
          columns: ['far'],
          references: { table: qualified('far'), columns: ['id'] },
          onDelete: 'CASCADE',
          onUpdate: null,
          match: null,
          deferrable: 'deferred',
          validated: true,
        },
        { kind: 'unique', name: 'far_uk', columns: ['far'], nullsNotDistinct: false, deferrable: null },
      ],
    },
    ...alter({ type: victim?.type === 'INTEGER' ? 'TEXT' : 'INTEGER' }),
    ...alter({ default: victim?.default === null ? "'new'" : null }),
    ...alter({ collation: victim?.collation === null ? 'NOCASE' : null }),
    ...alter({ nullable: !(victim?.nullable ?? true) }),
    ...(renamed === undefined
      ? []
      : [{ kind: 'rename column', table, from: renamed.name, to: 'renamed "c"' } as const]),
    ...(dropped === undefined ? [] : [{ kind: 'drop column', table, name: dropped.name, was: null } as const]),
  ];
}

function constraintChanges(own: Table): readonly SchemaChange[] {
  const table = own.name;
  const [first] = own.columns as readonly [Column, ...Column[]];
  const keyless = !own.constraints.some(({ kind }) => kind === 'primary key');
  const fixed = own.options.includes('WITHOUT ROWID') || own.columns.some(({ identity }) => identity !== null);
  const droppable = own.constraints.filter(({ name, kind }) => name !== null && !(kind === 'primary key' && fixed));
  const possible: readonly Constraint[] = [
    ...(keyless
      ? [
          {
            kind: 'primary key',
            name: 'new pk',
            columns: [first.name],
            deferrable: null,
            ...rowid(first.type, false),
          } as const,
        ]
      : []),
    {
      kind: 'unique',
      name: 'new uk',
      columns: [first.name],
      nullsNotDistinct: false,
      deferrable: null,
      parts: [{ collation: 'RTRIM', order: null }],
    },
    { kind: 'check', name: null, expression: `${spelled(first.name)} < 1000`, validated: true },
    {
      kind: 'foreign key',
      name: 'new fk',
      columns: [first.name],
      references: { table: qualified('far'), columns: [] },
      onDelete: 'SET NULL',
      onUpdate: 'CASCADE',
      match: 'FULL',
      deferrable: 'immediate',
      validated: true,
    },
  ];
  return [
    ...possible.map((constraint) => ({ kind: `add ${constraint.kind}`, table, constraint }) as SchemaChange),
    ...droppable.flatMap((constraint): readonly SchemaChange[] => [
      { kind: `drop ${constraint.kind}`, table, constraint } as SchemaChange,
      { kind: 'drop constraint', table, name: constraint.name ?? '' },
    ]),
    ...own.constraints.flatMap(({ name }): readonly SchemaChange[] =>
      name === null ? [] : [{ kind: 'rename constraint', table, from: name, to: 'renamed "k"' }],
    ),
  ];
}

function indexChanges(own: Table): readonly SchemaChange[] {
  const table = own.name;
  const [column] = own.columns as readonly [Column];
  const each = {
    column: column.name,
    expression: null,
    collation: 'NOCASE',
    opclass: null,
    order: 'DESC',
    nulls: null,
  } as const;
  const shared = { method: null, include: [], nullsNotDistinct: false };
  const fresh: Index = { name: 'new i', unique: true, parts: [each], where: '1 = 1', ...shared };
  return [
    { kind: 'create index', table, index: fresh, concurrently: false, ifNotExists: false },
    ...own.indexes.map(
      ({ name }) => ({ kind: 'drop index', table, name, was: null, concurrently: false, ifExists: false }) as const,
    ),
  ];
}

/** Makes changes as a run does: an edit of a table by its rebuild. */
export async function perform(db: MemoryDatabase, changes: readonly SchemaChange[]): Promise<void> {
  const statements = changes.flatMap((change) => toSql(change, sqlWriter));
  for (let at = 0; at < statements.length; ) {
    const statement = statements[at] as Statement;
    if ('sql' in statement) {
      await db.ask(statement.sql);
      at += 1;
      continue;
    }
    const rest = statements.slice(at);
    const end = rest.findIndex((other) => 'sql' in other || other.table.name !== statement.table.name);
    const batch = end < 0 ? rest : rest.slice(0, end);
    await rebuilt(
      db,
      statement.table.name,
      batch.flatMap((other) => ('sql' in other ? [] : [other.edit])),
    );
    at += batch.length;
  }
}

async function rebuilt(db: MemoryDatabase, table: string, edits: Parameters<typeof rebuildTable>[2]): Promise<void> {
  await db.ask('BEGIN IMMEDIATE');
  try {
    await rebuildTable(db.ask, table, edits);
    await db.ask('COMMIT');
  } catch (error) {
    await db.ask('ROLLBACK');
    throw error;
  }
}
