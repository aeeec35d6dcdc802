import { Unsupported } from '../../errors.ts';
import type { QualifiedName } from '../../model/names.ts';
import type { SqlWriter, TableEdit } from '../../model/statement.ts';
import { literal, quote } from './state.ts';

const name = ({ schema, name: own }: QualifiedName) =>
  schema === null ? quote(own) : `${quote(schema)}.${quote(own)}`;

/** How PostgreSQL writes changes: one ALTER TABLE for each edit. */
export const sqlWriter: SqlWriter = {
  dialect: 'postgres',
  quote,
  name,
  literal,
  alter: (table, edit) => ({ sql: `ALTER TABLE ${name(table)} ${action(edit)}` }),
  unsupported: (what, remedy) => {
    throw new Unsupported(`PostgreSQL does not do ${what}`, remedy);
  },
};

// PostgreSQL manual, ALTER TABLE.
function action(edit: TableEdit): string {
  const column = 'column' in edit ? quote(edit.column) : '';
  switch (edit.kind) {
    case 'add column':
      return `ADD COLUMN ${edit.definition}`;
    case 'drop column':
      return `DROP COLUMN ${column}`;
    case 'set type':
      return `ALTER COLUMN ${column} TYPE ${edit.type} USING ${edit.using ?? `${column}::${edit.type.replace(/ COLLATE .*/, '')}`}`;
    case 'set nullable':
      return `ALTER COLUMN ${column} ${edit.nullable ? 'DROP' : 'SET'} NOT NULL`;
    case 'set default':
      return `ALTER COLUMN ${column} ${edit.expression === null ? 'DROP DEFAULT' : `SET DEFAULT ${edit.expression}`}`;
    case 'set references':
      return edit.references === null ? '' : `ADD FOREIGN KEY (${column}) ${edit.references}`;
    case 'set collation':
      throw new Unsupported(
        `the collation of the column ${column} cannot change by itself on PostgreSQL`,
        'name its type as well',
      );
    case 'add constraint':
      return `ADD ${edit.text}`;
    case 'drop constraint':
      return `DROP CONSTRAINT ${quote(edit.name)}`;
    case 'add inline':
    case 'drop unnamed':
    case 'set autoincrement':
    case 'set options':
    case 'set order':
      throw new Unsupported(`${edit.kind} is SQLite's`, 'say it on SQLite only');
    case 'rename constraint':
      return `RENAME CONSTRAINT ${quote(edit.from)} TO ${quote(edit.to)}`;
  }
}
