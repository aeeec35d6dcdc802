import type { SchemaSnapshot } from '../model/schema.ts';
import type { Call, SqlWriter, Statement } from '../model/statement.ts';

/** When a change runs among others: what is made before what uses it, what is dropped after what used it. */
export const PHASES = [
  'drop objects',
  'drop foreign keys',
  'drop constraints',
  'rename',
  'create types',
  'create tables',
  'columns',
  'add constraints',
  'add foreign keys',
  'drop tables',
  'drop types',
  'create objects',
  'comments',
] as const;

/** One of `PHASES`. */
export type Phase = (typeof PHASES)[number];

/** Everything that is known of one kind of change; pure. */
export interface ChangeKind<Own, Family> {
  readonly phase: Phase;
  /** Whether rows or values may go with it. */
  readonly destructive: boolean;
  /** What takes it back; null when it does not say what was there before. */
  reverse(change: Own): Family | null;
  /** The schema after it. Throws an Error that names what is missing or in the way. */
  apply(change: Own, schema: SchemaSnapshot): SchemaSnapshot;
  /** Throws UNSUPPORTED where the database has no such thing. */
  sql(change: Own, write: SqlWriter): readonly Statement[];
  /** A line for a person: what happens to what. */
  describe(change: Own): string;
  /** The call of `op` that makes it. */
  render(change: Own): Call;
}

/** The kinds of one family, by name. */
export type Kinds<Family extends { readonly kind: string }> = {
  readonly [Kind in Family['kind']]: ChangeKind<Extract<Family, { readonly kind: Kind }>, Family>;
};
