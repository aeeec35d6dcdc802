/** The name of a table, type, view …; `schema` null: as the search path finds it (SQLite has none). */
export interface QualifiedName {
  readonly schema: string | null;
  readonly name: string;
}

/** A name as a person writes it: `schema.name`, or the name alone. */
export function display({ schema, name }: QualifiedName): string {
  return schema === null ? name : `${schema}.${name}`;
}

/** Whether two names say the same, letter for letter. */
export function isSame(one: QualifiedName, other: QualifiedName): boolean {
  return one.schema === other.schema && one.name === other.name;
}
