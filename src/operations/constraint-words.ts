import { Unsupported } from '../errors.ts';
import { display, type QualifiedName } from '../model/names.ts';
import type { Constraint, Deferrable, KeyPart, OnConflict, ReferentialAction } from '../model/schema.ts';
import { qualified, type TableArgument, type Words } from './context.ts';

/** A constraint as `addConstraint` takes it: Sequelize's options, and what Sequelize has no words for. */
export interface ConstraintOptions {
  readonly type: string;
  /** Columns; on SQLite a key may sort one of them in its own way: `{ name: 'a', collate: 'NOCASE', order: 'DESC' }`. */
  readonly fields?: readonly unknown[];
  /** Null leaves the name to the database; without one it is Sequelize's: `<table>_<fields>_uk`, `_ck`, `_pk`, `_<other table>_fk`. */
  readonly name?: string | null;
  readonly where?: unknown;
  readonly references?: {
    readonly table: TableArgument;
    readonly field?: string;
    readonly fields?: readonly string[];
  };
  readonly onDelete?: string;
  readonly onUpdate?: string;
  readonly match?: string;
  readonly deferrable?: unknown;
  /** Rows that are there are not looked at: see `validateConstraint` (PostgreSQL). */
  readonly notValid?: boolean;
  /** NULLs count as the same value (PostgreSQL 15). */
  readonly nullsNotDistinct?: boolean;
  /** What follows EXCLUDE: `USING gist (room WITH =, period WITH &&)`. */
  readonly definition?: string;
  /** Columns that the key's index carries along (PostgreSQL). */
  readonly include?: readonly string[];
  /** What a row that breaks the key does (SQLite). */
  readonly onConflict?: OnConflict;
  /** Whether a key of one INTEGER column is the rowid; without it: it is (SQLite). */
  readonly rowid?: boolean;
  /** A CHECK that does not count for tables that inherit (PostgreSQL). */
  readonly noInherit?: true;
  readonly comment?: string;
  /** What else the definition says, as the database prints it. */
  readonly more?: string;
}

/** The constraint that the words mean. Throws an Error that says what is missing. */
export function constraintOf(table: QualifiedName, options: ConstraintOptions, words: Words): Constraint {
  const { comment, more } = options;
  return {
    ...bare(table, options, words),
    ...(comment !== undefined && { comment }),
    ...(more !== undefined && { more }),
  };
}

function bare(table: QualifiedName, options: ConstraintOptions, words: Words): Constraint {
  const columns = (options.fields ?? []).map(columnName);
  const deferrable = deferrableOf(options.deferrable);
  const name = (suffix: string) =>
    options.name === undefined ? [display(table), ...columns, suffix].join('_') : options.name;
  switch (options.type.toLowerCase()) {
    case 'primary key':
      return {
        kind: 'primary key',
        name: name('pk'),
        columns,
        deferrable,
        ...keyWords(options),
        ...(options.rowid !== undefined && { rowid: options.rowid }),
      };
    case 'unique':
      return {
        kind: 'unique',
        name: name('uk'),
        columns,
        nullsNotDistinct: options.nullsNotDistinct === true,
        deferrable,
        ...keyWords(options),
      };
    case 'check':
      return {
        kind: 'check',
        name: name('ck'),
        expression: words.condition(options.where),
        validated: options.notValid !== true,
        ...(options.noInherit === true && { noInherit: true }),
      };
    case 'foreign key':
      return foreignKeyOf(table, columns, options, name);
    case 'exclusion':
    case 'exclude':
      return { kind: 'exclusion', name: name('ex'), definition: options.definition ?? '' };
    default:
      throw new Unsupported(
        `a constraint of the type "${options.type}" is unknown`,
        'the types are primary key, unique, check, foreign key, exclusion',
      );
  }
}

function foreignKeyOf(
  table: QualifiedName,
  columns: readonly string[],
  { references, onDelete, onUpdate, match, notValid, deferrable }: ConstraintOptions,
  name: (suffix: string) => string | null,
): Constraint {
  const targets = references?.fields ?? (references?.field === undefined ? [] : [references.field]);
  if (references === undefined || (targets.length === 0 && references.fields === undefined))
    throw new Error(`the foreign key of ${display(table)} needs references: { table, field }`);
  const target = qualified(references.table);
  return {
    kind: 'foreign key',
    name: name(`${target.name}_fk`),
    columns,
    references: { table: target, columns: targets },
    onDelete: actionOf(onDelete ?? null),
    onUpdate: actionOf(onUpdate ?? null),
    match: matchOf(match),
    deferrable: deferrableOf(deferrable),
    validated: notValid !== true,
  };
}

// What a primary key or unique constraint says beside its columns.
function keyWords({ fields = [], include, onConflict }: ConstraintOptions): {
  readonly include?: readonly string[];
  readonly parts?: readonly KeyPart[];
  readonly onConflict?: OnConflict;
} {
  const parts = fields.map((field): KeyPart => {
    const { collate = null, order } = Object(field) as { collate?: string; order?: string };
    return { collation: collate, order: order?.toUpperCase() === 'DESC' ? 'DESC' : null };
  });
  return {
    ...(include !== undefined && { include }),
    ...(parts.some(({ collation, order }) => collation !== null || order !== null) && { parts }),
    ...(onConflict !== undefined && { onConflict }),
  };
}

function matchOf(word: string | undefined): 'FULL' | 'PARTIAL' | null {
  const match = word?.toUpperCase();
  return match === 'FULL' || match === 'PARTIAL' ? match : null;
}

/** The action that a word means; NO ACTION is the default and says nothing. */
export function actionOf(word: string | null): ReferentialAction {
  const action = (word ?? 'NO ACTION').trim().toUpperCase();
  if (action === 'NO ACTION' || action === '') return null;
  if (action === 'CASCADE' || action === 'RESTRICT' || action === 'SET NULL' || action === 'SET DEFAULT') return action;
  throw new Error(`"${word}" is no action of a foreign key: CASCADE, RESTRICT, SET NULL, SET DEFAULT, NO ACTION`);
}

/** What Sequelize's Deferrable, or its text, means. */
export function deferrableOf(deferrable: unknown): Deferrable {
  if (deferrable === undefined || deferrable === null || deferrable === false) return null;
  const word = typeof deferrable === 'function' ? (deferrable as { name: string }).name : sqlOf(deferrable);
  if (/^NOT\b/i.test(word)) return null;
  return /INITIALLY[ _]DEFERRED/i.test(word) ? 'deferred' : 'immediate';
}

// Sequelize's Deferrable.* are instances with toSql, and their classes are functions.
function sqlOf(deferrable: unknown): string {
  const { toSql } = Object(deferrable) as { toSql?: () => string };
  return typeof toSql === 'function' ? toSql.call(deferrable) : String(deferrable);
}

function columnName(field: unknown): string {
  if (typeof field === 'string') return field;
  const { name, attribute } = (field ?? {}) as { name?: string; attribute?: string };
  const own = name ?? attribute;
  if (own === undefined) throw new Error('a field of a constraint is the name of a column');
  return own;
}
