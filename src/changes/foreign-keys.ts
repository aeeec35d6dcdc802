import type { ForeignKey } from '../model/schema.ts';
import { constraintText, referencesText } from './column-sql.ts';
import { type ConstraintChange, constraintFamily } from './constraint-family.ts';

/** A foreign key added or dropped. */
export type ForeignKeyChange = ConstraintChange<'foreign key', ForeignKey>;

/** ADD and DROP of a foreign key. */
export const foreignKeys = constraintFamily<'foreign key', ForeignKey>('foreign key', {
  add: 'add foreign keys',
  drop: 'drop foreign keys',
  // on SQLite the unnamed key of one column stands behind that column, and takes the place of the one that is there
  sql: (table, key, write) => {
    const [column] = key.columns;
    const inline = write.dialect === 'sqlite' && key.name === null && key.columns.length === 1 && column !== undefined;
    return [
      inline
        ? write.alter(table, { kind: 'set references', column, references: referencesText(key, write) })
        : write.alter(table, { kind: 'add constraint', text: constraintText(key, write) }),
    ];
  },
});
