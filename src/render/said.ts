import { display, type QualifiedName } from '../model/names.ts';

/** What a model says of a column besides what its schema keeps; null: nothing. A revision takes it where it makes exactly the same. */
export interface ModelWords {
  readonly table: QualifiedName;
  readonly column: string;
  /** The labels of an ENUM. */
  readonly labels: readonly string[] | null;
  /** A whole number of Sequelize's that is not INTEGER: `BIGINT`. */
  readonly integer: string | null;
  /** The name that the columns of one unique constraint share. */
  readonly unique: string | null;
}

/** What a model says of a column of a table. */
export type Said = (table: QualifiedName, column: string) => ModelWords | undefined;

/** Finds what models say of a column. */
export function saidBy(words: readonly ModelWords[] = []): Said {
  const byPlace = new Map(words.map((own) => [placeOf(own.table, own.column), own]));
  return (table, column) => byPlace.get(placeOf(table, column));
}

const placeOf = (table: QualifiedName, column: string) => JSON.stringify([display(table), column]);
