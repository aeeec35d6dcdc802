import { withColumn, withTable } from '../model/edit.ts';
import { display, type QualifiedName } from '../model/names.ts';
import { comparable, givenName, notNullName, withNotNull } from '../model/not-null.ts';
import type { NotNull } from '../model/schema.ts';
import { AS_TEXT, type Names } from './as-text.ts';
import type { Kinds } from './family.ts';
import { noteSql } from './notes.ts';

/** What is said of a column's NOT NULL beside that it is there; null: the column may be NULL. */
export interface NotNullChange {
  readonly kind: 'set not null';
  readonly table: QualifiedName;
  readonly name: string;
  readonly from: NotNull | null;
  readonly to: NotNull | null;
}

/** The name, the comment, NO INHERIT and NOT VALID of a NOT NULL (PostgreSQL 18). SQLite's is said with its column: nothing is done there. */
export const notNulls: Kinds<NotNullChange> = {
  'set not null': {
    phase: 'columns',
    destructive: false,
    reverse: ({ from, to, ...change }) => ({ ...change, from: to, to: from }),
    apply: ({ table, name, to }, schema) =>
      withTable(schema, table, (known) =>
        withColumn(known, name, (column) => ({
          ...withNotNull(column, comparable(to ?? undefined)),
          nullable: to === null,
        })),
      ),
    sql: (change, write) => (write.dialect === 'sqlite' ? [] : statements(change, write).map((sql) => ({ sql }))),
    describe: ({ table, name }) => `set what is said of NOT NULL of ${display(table)}.${name}`,
    render: (change) => ({ method: 'execute', args: [statements(change, AS_TEXT).join(';\n')] }),
  },
};

function statements({ table, name: column, from, to }: NotNullChange, write: Names): readonly string[] {
  if (to === null) return [`ALTER TABLE ${write.name(table)} ALTER COLUMN ${write.quote(column)} DROP NOT NULL`];
  const usual = notNullName(table.name, column);
  const name = (from !== null && isKept(from, to) ? known(from, to) : to.name) ?? usual;
  const alter = (action: string) => `ALTER TABLE ${write.name(table)} ${action}`;
  const add = (valid: boolean) =>
    `ADD CONSTRAINT ${write.quote(name)} NOT NULL ${write.quote(column)}${to.noInherit === true ? ' NO INHERIT' : ''}${valid ? '' : ' NOT VALID'}`;
  const note = (text: string | undefined) => noteSql({ type: 'constraint', table, name }, text ?? null, write);
  if (from === null)
    return [alter(add(to.validated !== false)), ...(to.comment === undefined ? [] : [note(to.comment)])];
  const old = known(from, to) ?? usual;
  const renamed = old === name ? [] : [alter(`RENAME CONSTRAINT ${write.quote(old)} TO ${write.quote(name)}`)];
  if (from.validated !== false && to.validated === false) {
    const again = [alter(`DROP CONSTRAINT ${write.quote(old)}`), alter(add(false))];
    return [...again, ...(to.comment === undefined ? [] : [note(to.comment)])];
  }
  return [
    ...renamed,
    ...(from.validated === to.validated ? [] : [alter(`VALIDATE CONSTRAINT ${write.quote(name)}`)]),
    ...(from.noInherit === to.noInherit
      ? []
      : [alter(`ALTER CONSTRAINT ${write.quote(name)} ${to.noInherit === true ? 'NO INHERIT' : 'INHERIT'}`)]),
    ...(from.comment === to.comment ? [] : [note(to.comment)]),
  ];
}

// What has the name of its parent's is called as that one.
const known = (from: NotNull, to: NotNull) => from.name ?? (to.inherited === true ? to.name : undefined);

const isKept = (from: NotNull, to: NotNull) => givenName(from) === undefined && givenName(to) === undefined;
