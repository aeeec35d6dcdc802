import { withTable } from '../model/edit.ts';
import { display, isSame, type QualifiedName } from '../model/names.ts';
import { ownerOf } from '../model/sequences.ts';
import { AS_TEXT, type Names } from './as-text.ts';
import type { Kinds } from './family.ts';

/** What ALTER TABLE can say of a table as a whole, in the words of `Table.options`: `UNLOGGED`, `REPLICA IDENTITY …`; on SQLite all of them. */
export interface TableOptionChange {
  readonly kind: 'set table options';
  readonly table: QualifiedName;
  readonly from: readonly string[];
  readonly to: readonly string[];
}

/** SET LOGGED and SET UNLOGGED (of the sequences of its columns, too, since 15), REPLICA IDENTITY, OF a type (PostgreSQL); STRICT and WITHOUT ROWID (SQLite). */
export const tableOptions: Kinds<TableOptionChange> = {
  'set table options': {
    phase: 'comments',
    destructive: false,
    reverse: ({ from, to, ...change }) => ({ ...change, from: to, to: from }),
    apply: ({ table, from, to }, schema) => {
      const apart = from.includes('UNLOGGED') === to.includes('UNLOGGED');
      const objects = schema.objects.map((own) =>
        apart || ownerOf(own) === null || own.table === null || !isSame(own.table, table)
          ? own
          : {
              ...own,
              definition: own.definition.replace(
                /^CREATE (?:UNLOGGED )?/,
                to.includes('UNLOGGED') ? 'CREATE UNLOGGED ' : 'CREATE ',
              ),
            },
      );
      return withTable({ ...schema, objects }, table, ({ options, ...known }) => ({
        ...known,
        options: [...options.filter((option) => !from.includes(option)), ...to],
      }));
    },
    sql: (change, write) =>
      write.dialect === 'sqlite'
        ? [write.alter(change.table, { kind: 'set options', options: change.to })]
        : statements(change, write).map((sql) => ({ sql })),
    describe: ({ table, to }) => `set options of ${display(table)}: ${to.join(', ') || 'none'}`,
    render: (change) => ({ method: 'execute', args: [statements(change, AS_TEXT).join(';\n')] }),
  },
};

/** Whether an option of a table that is there can be set. */
export function canBeSet(option: string): boolean {
  return SETTABLE.has(option) || option.startsWith('REPLICA IDENTITY ') || option.startsWith('OF ');
}

const SETTABLE: ReadonlySet<string> = new Set(['UNLOGGED', 'STRICT', 'WITHOUT ROWID']);

function statements({ table, from, to }: TableOptionChange, write: Names): readonly string[] {
  const alter = `ALTER TABLE ${write.name(table)}`;
  const unlogged = [from, to].map((options) => options.includes('UNLOGGED'));
  const said = (options: readonly string[], word: string) => options.find((option) => option.startsWith(`${word} `));
  const replica = (options: readonly string[]) => said(options, 'REPLICA IDENTITY');
  return [
    ...(said(from, 'OF') === said(to, 'OF') ? [] : [`${alter} ${said(to, 'OF') ?? 'NOT OF'}`]),
    ...(unlogged[0] === unlogged[1] ? [] : [`${alter} SET ${unlogged[1] ? 'UNLOGGED' : 'LOGGED'}`]),
    ...(replica(from) === replica(to) ? [] : [`${alter} ${replica(to) ?? 'REPLICA IDENTITY DEFAULT'}`]),
  ];
}
