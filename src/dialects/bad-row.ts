/** Where in a source a row stands: by its number from 1, by a line that COPY has counted, or by a value that it holds. */
export type RowPlace =
  | { readonly record: number }
  | { readonly line: number }
  | { readonly values: Readonly<Record<string, string>> };

/** A row that the database refuses. Its cause is the driver's error, if there is one. */
export class BadRow extends Error {
  readonly place: RowPlace | null;
  readonly column: string | null;
  constructor(message: string, place: RowPlace | null, column: string | null, cause?: unknown) {
    super(message, { cause });
    this.name = 'BadRow';
    this.place = place;
    this.column = column;
  }
}
