import { replaced, withTable } from '../model/edit.ts';
import { display, type QualifiedName } from '../model/names.ts';
import { AS_TEXT, type Names } from './as-text.ts';
import type { Kinds } from './family.ts';

/** The extensions that an index goes with, before and after, by name. */
export interface DependenceChange {
  readonly kind: 'set dependence';
  readonly table: QualifiedName;
  readonly index: string;
  readonly from: readonly string[];
  readonly to: readonly string[];
}

/** ALTER INDEX … DEPENDS ON EXTENSION (PostgreSQL). SQLite has no extensions: nothing is done there. */
export const dependences: Kinds<DependenceChange> = {
  'set dependence': {
    phase: 'comments',
    destructive: false,
    reverse: ({ from, to, ...change }) => ({ ...change, from: to, to: from }),
    apply: ({ table, index, to }, schema) =>
      withTable(schema, table, (known) => ({
        ...known,
        indexes: replaced(
          known.indexes,
          ({ name }) => name === index,
          ({ dependsOn: _, ...own }) => ({ ...own, ...(to.length > 0 && { dependsOn: to }) }),
          `index ${index}`,
        ),
      })),
    sql: (change, write) => (write.dialect === 'sqlite' ? [] : dependenceSql(change, write).map((sql) => ({ sql }))),
    describe: ({ table, index }) => `set the extensions that index ${index} of ${display(table)} depends on`,
    render: (change) => ({ method: 'execute', args: [dependenceSql(change, AS_TEXT).join(';\n')] }),
  },
};

/** The statements that make an index go with the extensions of `to`, and no more with the others of `from`. */
export function dependenceSql(
  { table, index, from, to }: Omit<DependenceChange, 'kind'>,
  write: Names,
): readonly string[] {
  const alter = `ALTER INDEX ${write.name({ schema: table.schema, name: index })}`;
  return [
    ...from.filter((name) => !to.includes(name)).map((name) => `${alter} NO DEPENDS ON EXTENSION ${write.quote(name)}`),
    ...to.filter((name) => !from.includes(name)).map((name) => `${alter} DEPENDS ON EXTENSION ${write.quote(name)}`),
  ];
}
