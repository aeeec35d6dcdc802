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
  /** Its name; of a schema that is not looked through both names in quotes: `"s"."c"`. */
  readonly collation: string | null;
  readonly comment: string | null;
  /** The sequence behind an identity or serial, where it is not as CREATE TABLE makes it: `INCREMENT BY 5` (PostgreSQL). */
  readonly sequence?: string;
  /** What is said of its NOT NULL beside that it is there (PostgreSQL 18). */
  readonly notNull?: NotNull;
  /** It is the parent's column, too: it comes and goes with that one. */
  readonly inherited?: true;
  /** The name of its NOT NULL, where it has one (SQLite). */
  readonly notNullName?: string;
  /** What NOT NULL does with a row that breaks it, where it is not ABORT (SQLite). */
  readonly onConflict?: OnConflict;
}

/** A NOT NULL as a constraint of its own (PostgreSQL 18); what is left out is as PostgreSQL makes it. */
export interface NotNull {
  /** Absent: it is the one that table and column give. */
  readonly name?: string;
  readonly comment?: string;
  /** It does not count for tables that inherit. */
  readonly noInherit?: true;
  /** False: rows from before it were not looked at. */
  readonly validated?: false;
  /** It is the parent's, too, with that one's name. */
  readonly inherited?: true;
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
  readonly comment?: string;
  /** What else its definition says and no other property holds, as the database prints it. */
  readonly more?: string;
  /** It is the parent's constraint, too (partitions, INHERITS): it comes and goes with that one. */
  readonly inherited?: true;
}

/** A primary key. */
export interface PrimaryKey extends Named {
  readonly kind: 'primary key';
  readonly columns: readonly string[];
  readonly include?: readonly string[];
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
  readonly include?: readonly string[];
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
  /** It does not count for tables that inherit. */
  readonly noInherit?: true;
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
  /** False: CREATE INDEX CONCURRENTLY failed half-way, and nothing uses it. Absent: it is valid. */
  readonly valid?: boolean;
  readonly comment?: string;
  /** It is a part of the partitioned table's index of that name. */
  readonly partOf?: QualifiedName;
  /** The extensions that it goes with, by name (PostgreSQL, ALTER INDEX … DEPENDS ON EXTENSION). */
  readonly dependsOn?: readonly string[];
}

/** How a table belongs to others (PostgreSQL). */
export interface Partitioning {
  /** `RANGE (at)`: what follows PARTITION BY; null: it has no partitions. */
  readonly by: string | null;
  /** `FOR VALUES FROM … TO …` of a partition; null: it is none. */
  readonly bound: string | null;
  /** The partitioned table, or the tables that it inherits from. */
  readonly parents: readonly QualifiedName[];
}

/** A table with everything that goes when it goes. `options`: STRICT, WITHOUT ROWID, UNLOGGED. */
export interface Table {
  readonly name: QualifiedName;
  readonly columns: readonly Column[];
  readonly constraints: readonly Constraint[];
  readonly indexes: readonly Index[];
  readonly comment: string | null;
  readonly options: readonly string[];
  /** Absent: neither a partition nor partitioned, and it inherits from none. */
  readonly partitioning?: Partitioning;
  /** Absent: row-level security is off, and not forced. */
  readonly rowSecurity?: { readonly enabled: boolean; readonly forced: boolean };
}

/** An enum type (PostgreSQL) and its labels, in order. */
export interface EnumType {
  readonly name: QualifiedName;
  readonly labels: readonly string[];
  readonly comment?: string;
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
  | OtherObjectType;

/** What databases have besides, seen and compared as text; no operation of its own makes it (`op.execute` does). */
export type OtherObjectType =
  /** SQLite: with the tables that it keeps its rows in. */
  | 'virtual table'
  /** SQLite: a table whose text is beyond us. */
  | 'table'
  /** SQLite: of such a table. PostgreSQL: of a materialized view. */
  | 'index'
  | 'procedure'
  | 'aggregate'
  | 'domain'
  | 'type'
  | 'rule'
  | 'event trigger'
  | 'statistics'
  | 'foreign table'
  | 'server'
  | 'foreign data wrapper'
  | 'user mapping'
  | 'text search configuration'
  | 'text search dictionary'
  | 'text search parser'
  | 'text search template'
  | 'collation'
  | 'conversion'
  | 'operator'
  | 'operator class'
  | 'operator family'
  | 'cast'
  | 'transform'
  | 'language'
  | 'publication'
  | 'access method'
  | 'default privileges';

/** A view, function, trigger …: `definition` is the whole statement that creates it; what it alone cannot say follows after `;`. */
export interface SchemaObject {
  readonly type: ObjectType;
  readonly name: QualifiedName;
  /** The table that a trigger, a policy, a sequence … belongs to and goes with. */
  readonly table: QualifiedName | null;
  /** The argument types of a function, as DROP FUNCTION takes them. */
  readonly signature: string | null;
  readonly definition: string;
  readonly comment?: string;
}

/** The rights on one thing, where they are said: else they are what its owner and PUBLIC have by default. */
export interface Grants {
  readonly on:
    | 'table'
    | 'column'
    | 'sequence'
    | 'function'
    | 'schema'
    | 'type'
    | 'language'
    | 'server'
    | 'foreign data wrapper';
  readonly name: QualifiedName;
  readonly column: string | null;
  readonly signature: string | null;
  /** What PUBLIC has of it from the start, where that is more than others of its kind give: of the schema `public`. */
  readonly everybody?: readonly string[];
  /** Who owns it: not compared, but what was granted to that role is the owner's on the other side. */
  readonly owner?: string;
  /** They are the default ones, said in so many words: kept for who the owner is. */
  readonly byDefault?: true;
  /** Every holder, by name; `role` null is the owner, whoever that is. */
  readonly to: readonly {
    readonly role: string | null;
    readonly privileges: readonly string[];
    /** Those of the privileges that the role may hand on. */
    readonly grantOption: readonly string[];
  }[];
}

/** A whole schema as plain data: no back-pointers, JSON-serialisable. */
export interface SchemaSnapshot {
  readonly tables: readonly Table[];
  readonly enums: readonly EnumType[];
  readonly objects: readonly SchemaObject[];
  /** Absent: not looked at. */
  readonly grants?: readonly Grants[];
}

/** A schema with nothing in it. */
export const EMPTY: SchemaSnapshot = { tables: [], enums: [], objects: [] };
