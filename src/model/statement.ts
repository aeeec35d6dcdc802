import type { QualifiedName } from './names.ts';

/** One change of a table's own text. `definition`, `type`, `using`, `expression`, `text` are SQL. */
export type TableEdit =
  | { readonly kind: 'add column'; readonly definition: string }
  /** The constraints that name the column go with it, as on PostgreSQL (ALTER TABLE, DROP COLUMN). */
  | { readonly kind: 'drop column'; readonly column: string }
  /** `using` makes the new value from the old one where the database must be told (PostgreSQL). */
  | { readonly kind: 'set type'; readonly column: string; readonly type: string; readonly using?: string | null }
  /** `words`: NOT NULL with its name and conflict clause, in the place of the one that is there. */
  | { readonly kind: 'set nullable'; readonly column: string; readonly nullable: boolean; readonly words?: string }
  /** Null takes the default away. */
  | { readonly kind: 'set default'; readonly column: string; readonly expression: string | null }
  /** `REFERENCES table (column) …`; null takes the column's own foreign key away. */
  | { readonly kind: 'set references'; readonly column: string; readonly references: string | null }
  | { readonly kind: 'set collation'; readonly column: string; readonly collation: string | null }
  | { readonly kind: 'add constraint'; readonly text: string }
  /** Behind its column, where a key says what it cannot say behind the columns (SQLite). */
  | { readonly kind: 'add inline'; readonly column: string; readonly text: string }
  | { readonly kind: 'drop constraint'; readonly name: string }
  /** A constraint without a name (SQLite), known by what it is; `words`: the text of a CHECK, the table that a foreign key points at. */
  | {
      readonly kind: 'drop unnamed';
      readonly constraint: 'primary key' | 'unique' | 'foreign key' | 'check';
      readonly columns: readonly string[];
      readonly words: string;
    }
  | { readonly kind: 'rename constraint'; readonly from: string; readonly to: string }
  /** AUTOINCREMENT behind the column's key (SQLite). */
  | { readonly kind: 'set autoincrement'; readonly column: string; readonly on: boolean }
  /** What stands behind the list: STRICT, WITHOUT ROWID (SQLite). */
  | { readonly kind: 'set options'; readonly options: readonly string[] }
  /** The columns in that order, others behind them (SQLite). */
  | { readonly kind: 'set order'; readonly columns: readonly string[] };

/** What a change needs done: SQL text, or an edit of a table that is made with others in one rebuild (SQLite). */
export type Statement =
  | {
      readonly sql: string;
      /** Built outside a transaction: what remains of it when it fails is dropped (CREATE INDEX CONCURRENTLY). */
      readonly leaves?: string;
    }
  | { readonly table: QualifiedName; readonly edit: TableEdit };

/** The databases that Windlass knows. */
export type DialectName = 'postgres' | 'sqlite';

/** How a dialect writes; what a change of the schema asks when it makes its SQL. */
export interface SqlWriter {
  readonly dialect: DialectName;
  /** An identifier in quotes. */
  quote(identifier: string): string;
  /** A name with its schema, in quotes. */
  name(name: QualifiedName): string;
  /** A string constant. */
  literal(text: string): string;
  alter(table: QualifiedName, edit: TableEdit): Statement;
  /** Throws UNSUPPORTED: this database cannot do `what`; `remedy` is what to do instead. */
  unsupported(what: string, remedy: string): never;
}

/** SQL text among the arguments of an operation, where a bare string would be a value: see `render`. */
export class SqlText {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** A call of `op` that makes a change: its method and arguments. */
export interface Call {
  readonly method: string;
  readonly args: readonly unknown[];
}
