import { withColumn, withTable } from '../model/edit.ts';
import { display, type QualifiedName } from '../model/names.ts';
import type { SqlWriter, Statement } from '../model/statement.ts';
import { tableArgument } from './column-sql.ts';
import type { Kinds } from './family.ts';

/** What a comment is about. `column` null: the table itself. */
export interface Commented {
  readonly type: 'table' | 'column';
  readonly name: QualifiedName;
  readonly column: string | null;
}

/** A comment set, or taken away (`to` null). `from` undefined: what it was is not known. */
export interface CommentChange {
  readonly kind: 'set comment';
  readonly on: Commented;
  readonly from?: string | null;
  readonly to: string | null;
}

/** COMMENT ON. SQLite has no comments: nothing is done there, and nothing is lost. */
export const comments: Kinds<CommentChange> = {
  'set comment': {
    phase: 'comments',
    destructive: false,
    reverse: ({ on, from, to }) => (from === undefined ? null : { kind: 'set comment', on, from: to, to: from }),
    apply: ({ on, to }, schema) =>
      withTable(schema, on.name, (table) =>
        on.column === null
          ? { ...table, comment: to }
          : withColumn(table, on.column, (column) => ({ ...column, comment: to })),
      ),
    sql: ({ on, to }, write) => (to === null ? removal(on, write) : commentSql(on, to, write)),
    describe: ({ on, to }) => `${to === null ? 'drop' : 'set'} comment on ${on.type} ${place(on)}`,
    render: ({ on, to }) => ({
      method: 'setComment',
      args: [tableArgument(on.name), ...(on.column === null ? [] : [on.column]), to],
    }),
  },
};

/** The statement that sets a comment; none for null, and none on SQLite. */
export function commentSql(on: Commented, comment: string | null, write: SqlWriter): readonly Statement[] {
  if (comment === null || write.dialect === 'sqlite') return [];
  return [{ sql: `COMMENT ON ${target(on, write)} IS ${write.literal(comment)}` }];
}

function removal(on: Commented, write: SqlWriter): readonly Statement[] {
  return write.dialect === 'sqlite' ? [] : [{ sql: `COMMENT ON ${target(on, write)} IS NULL` }];
}

function target({ name, column }: Commented, write: SqlWriter): string {
  return column === null ? `TABLE ${write.name(name)}` : `COLUMN ${write.name(name)}.${write.quote(column)}`;
}

function place({ name, column }: Commented): string {
  return column === null ? display(name) : `${display(name)}.${column}`;
}
