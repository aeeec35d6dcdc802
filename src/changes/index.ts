import type { SchemaSnapshot } from '../model/schema.ts';
import type { Call, SqlWriter, Statement } from '../model/statement.ts';
import { type AlterationChange, alterations } from './alterations.ts';
import { type CheckChange, checks } from './checks.ts';
import { type ColumnOrderChange, columnOrder } from './column-order.ts';
import { type ColumnChange, columns } from './columns.ts';
import { type CommentChange, comments } from './comments.ts';
import { constraints, type NamedConstraintChange } from './constraints.ts';
import { type DependenceChange, dependences } from './dependences.ts';
import { type EnumChange, enumTypes } from './enum-types.ts';
import { type ExclusionChange, exclusions } from './exclusions.ts';
import { type ExpressionChange, expressions } from './expressions.ts';
import type { ChangeKind, Phase } from './family.ts';
import { type ForeignKeyChange, foreignKeys } from './foreign-keys.ts';
import { type GrantChange, grants } from './grants.ts';
import { type IdentityChange, identities } from './identities.ts';
import { type IndexChange, indexes } from './indexes.ts';
import { type NotNullChange, notNulls } from './not-nulls.ts';
import { type NoteChange, notes } from './notes.ts';
import { type ObjectChange, objects } from './objects.ts';
import { type AttachChange, attachments, type PartitionChange, partitions } from './partitions.ts';
import { type PrimaryKeyChange, primaryKeys } from './primary-keys.ts';
import { type RawChange, raw } from './raw.ts';
import { type RenameChange, renames } from './renames.ts';
import { type ReplacementChange, replacements } from './replacements.ts';
import { type RightsChange, rights } from './rights.ts';
import { type RowSecurityChange, rowSecurity } from './row-security.ts';
import { type SequenceChange, sequences } from './sequences.ts';
import { type TableOptionChange, tableOptions } from './table-options.ts';
import { type TableChange, tables } from './tables.ts';
import { type UniqueChange, uniques } from './uniques.ts';

/** One change of a schema, as a plain value: the comparison of two schemas makes it, `op` makes it; SQL, text and its reverse are read off it. */
export type SchemaChange =
  | TableChange
  | ColumnChange
  | ColumnOrderChange
  | AlterationChange
  | PrimaryKeyChange
  | UniqueChange
  | ForeignKeyChange
  | CheckChange
  | ExclusionChange
  | NamedConstraintChange
  | IndexChange
  | EnumChange
  | CommentChange
  | RenameChange
  | RawChange
  | ObjectChange
  | GrantChange
  | RowSecurityChange
  | ExpressionChange
  | IdentityChange
  | NoteChange
  | NotNullChange
  | DependenceChange
  | PartitionChange
  | AttachChange
  | ReplacementChange
  | RightsChange
  | SequenceChange
  | TableOptionChange;

/** Every family of changes; a new one is one file and one line here. */
export const FAMILIES = {
  ...tables,
  ...columns,
  ...columnOrder,
  ...dependences,
  ...alterations,
  ...primaryKeys,
  ...uniques,
  ...foreignKeys,
  ...checks,
  ...exclusions,
  ...constraints,
  ...indexes,
  ...enumTypes,
  ...comments,
  ...renames,
  ...raw,
  ...objects,
  ...grants,
  ...rowSecurity,
  ...expressions,
  ...identities,
  ...notes,
  ...notNulls,
  ...partitions,
  ...attachments,
  ...replacements,
  ...rights,
  ...sequences,
  ...tableOptions,
};

function kindOf(change: SchemaChange): ChangeKind<SchemaChange, SchemaChange> {
  return FAMILIES[change.kind] as unknown as ChangeKind<SchemaChange, SchemaChange>;
}

/** What takes a change back; null when it does not say what was there before. */
export function reverse(change: SchemaChange): SchemaChange | null {
  return kindOf(change).reverse(change);
}

/** The schema after a change. Throws an Error that names what is missing or in the way. */
export function apply(change: SchemaChange, schema: SchemaSnapshot): SchemaSnapshot {
  return kindOf(change).apply(change, schema);
}

/** The statements of a change. Throws UNSUPPORTED where the database has no such thing. */
export function toSql(change: SchemaChange, write: SqlWriter): readonly Statement[] {
  return kindOf(change).sql(change, write);
}

/** A line for a person. */
export function describe(change: SchemaChange): string {
  return kindOf(change).describe(change);
}

/** The call of `op` that makes the change. */
export function render(change: SchemaChange): Call {
  return kindOf(change).render(change);
}

/** When a change runs among others. */
export function phaseOf(change: SchemaChange): Phase {
  return kindOf(change).phase;
}

/** Whether rows or values may go with a change. */
export function isDestructive(change: SchemaChange): boolean {
  return kindOf(change).destructive;
}
