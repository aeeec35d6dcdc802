import type { PrimaryKey } from '../model/schema.ts';
import { constraintText, inlineKey, standsInline } from './column-sql.ts';
import { type ConstraintChange, constraintFamily } from './constraint-family.ts';

/** A primary key added or dropped. */
export type PrimaryKeyChange = ConstraintChange<'primary key', PrimaryKey>;

/** ADD and DROP of a primary key. */
export const primaryKeys = constraintFamily<'primary key', PrimaryKey>('primary key', {
  add: 'add constraints',
  drop: 'drop constraints',
  // only there it can count by itself, and fall without being the rowid
  sql: (table, key, write) => {
    const [column] = key.columns;
    const inline = write.dialect === 'sqlite' && column !== undefined && standsInline(key, column);
    return [
      inline
        ? write.alter(table, { kind: 'add inline', column, text: inlineKey(key, write) })
        : write.alter(table, { kind: 'add constraint', text: constraintText(key, write) }),
    ];
  },
});
