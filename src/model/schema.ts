import type { QualifiedName } from './names.ts';

/** How a column counts by itself: PostgreSQL's serial (a sequence that it owns) or identity, SQLite's AUTOINCREMENT. */
export type Identity = 'serial' | 'always' | 'by default' | 'autoincrement';

/** A column. `type`, `default` and `generated.expression` are SQL text. */
export interface Column {
  readonly name: string;
  readonly type: string;
  readonly nullable: boolean;
  readonly default: string | null;
  readonly identity: Identity | null;
  readonly generated: { readonly expression: string; readonly stored: boolean } | null;
  readonly collation: string | null;
  readonly comment: string | null;
  /** The name of its NOT NULL, where it has one. */
  readonly notNullName?: string;
  /** What NOT NULL does with a row that breaks it, where it is not ABORT (SQLite). */
  readonly onConflict?: OnConflict;
}

/** What a constraint does with a row that breaks it (SQLite, lang_conflict.html); ABORT is the default and never written. */
export type OnConflict = 'ROLLBACK' | 'FAIL' | 'IGNORE' | 'REPLACE';

/** How a key sorts one of its columns, where the column itself says otherwise (SQLite). */
export interface KeyPart {
  readonly collation: string | null;
  readonly order: 'DESC' | null;
}

/** When a deferrable constraint is checked unless a transaction says otherwise; null: it is not deferrable. */
export type Deferrable = 'immediate' | 'deferred' | null;

/** What a foreign key does to its rows when the row they point at goes or changes; null: the default, NO ACTION. */
export type ReferentialAction = 'CASCADE' | 'RESTRICT' | 'SET NULL' | 'SET DEFAULT' | null;

interface Named {
  /** Null: the database names it (PostgreSQL), or it has none (SQLite). */
  readonly name: string | null;
}

/** A primary key. */
export interface PrimaryKey extends Named {
  readonly kind: 'primary key';
  readonly columns: readonly string[];
  readonly deferrable: Deferrable;
  /** One for each column; left out when none says anything. */
  readonly parts?: readonly KeyPart[];
  readonly onConflict?: OnConflict;
  /** Whether its only column, of a type with INT in it, is the rowid (SQLite); left out: it is made the rowid, as Sequelize does. */
  readonly rowid?: boolean;
}

/** A unique constraint (a unique index is an `Index`). */
export interface Unique extends Named {
  readonly kind: 'unique';
  readonly columns: readonly string[];
  readonly nullsNotDistinct: boolean;
  readonly deferrable: Deferrable;
  /** One for each column; left out when none says anything. */
  readonly parts?: readonly KeyPart[];
  readonly onConflict?: OnConflict;
}

/** A foreign key; no columns in `references`: the parent's primary key, which is not known (SQLite). `validated` false: rows from before it were not looked at (PostgreSQL's NOT VALID). */
export interface ForeignKey extends Named {
  readonly kind: 'foreign key';
  readonly columns: readonly string[];
  readonly references: { readonly table: QualifiedName; readonly columns: readonly string[] };
  readonly onDelete: ReferentialAction;
  readonly onUpdate: ReferentialAction;
  readonly match: 'FULL' | 'PARTIAL' | null;
  readonly deferrable: Deferrable;
  readonly validated: boolean;
}

/** A CHECK; `expression` without the outer parentheses. */
export interface Check extends Named {
  readonly kind: 'check';
  readonly expression: string;
  readonly validated: boolean;
}

/** An exclusion constraint: what follows EXCLUDE (PostgreSQL). */
export interface Exclusion extends Named {
  readonly kind: 'exclusion';
  readonly definition: string;
}

/** A constraint of a table. */
export type Constraint = PrimaryKey | Unique | ForeignKey | Check | Exclusion;

/** One part of an index: a column by its name, or an expression as SQL text. */
export interface IndexPart {
  readonly column: string | null;
  readonly expression: string | null;
  readonly collation: string | null;
  readonly opclass: string | null;
  readonly order: 'ASC' | 'DESC' | null;
  readonly nulls: 'FIRST' | 'LAST' | null;
}

/** An index. `method` null: the database's default; `where` is SQL text. */
export interface Index {
  readonly name: string;
  readonly unique: boolean;
  readonly method: string | null;
  readonly parts: readonly IndexPart[];
  readonly include: readonly string[];
  readonly where: string | null;
  readonly nullsNotDistinct: boolean;
}

/** A table with everything that goes when it goes. `options`: STRICT, WITHOUT ROWID, UNLOGGED. */
export interface Table {
  readonly name: QualifiedName;
  readonly columns: readonly Column[];
  readonly constraints: readonly Constraint[];
  readonly indexes: readonly Index[];
  readonly comment: string | null;
  readonly options: readonly string[];
}

/** An enum type (PostgreSQL) and its labels, in order. */
export interface EnumType {
  readonly name: QualifiedName;
  readonly labels: readonly string[];
}

/** What no model can express and is kept as the text that makes it. */
export type ObjectType =
  | 'schema'
  | 'extension'
  | 'sequence'
  | 'view'
  | 'materialized view'
  | 'function'
  | 'trigger'
  | 'policy'
  /** SQLite: with the tables that it keeps its rows in. */
  | 'virtual table'
  /** SQLite: a table whose text is beyond us, and an index of such a table. */
  | 'table'
  | 'index';

/** A view, function, trigger …: `definition` is the whole statement that creates it. */
export interface SchemaObject {
  readonly type: ObjectType;
  readonly name: QualifiedName;
  /** The table that a trigger or policy belongs to. */
  readonly table: QualifiedName | null;
  /** The argument types of a function, as DROP FUNCTION takes them. */
  readonly signature: string | null;
  readonly definition: string;
}

/** A whole schema as plain data: no back-pointers, JSON-serialisable. */
export interface SchemaSnapshot {
  readonly tables: readonly Table[];
  readonly enums: readonly EnumType[];
  readonly objects: readonly SchemaObject[];
}

/** A schema with nothing in it. */
export const EMPTY: SchemaSnapshot = { tables: [], enums: [], objects: [] };
