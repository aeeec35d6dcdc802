import type { Column, NotNull } from './schema.ts';

/** The name that PostgreSQL 18 gives the NOT NULL of a column (makeObjectName, backend/commands/indexcmds.c): the longer of both names gives way till all fit into 63 bytes. */
export function notNullName(table: string, column: string): string {
  return objectName(table, column, 'not_null');
}

/** The name of what PostgreSQL makes for a column by itself: `table_column_label`. */
export function objectName(table: string, column: string, label: string): string {
  let [one, other] = [table, column];
  const bytes = (text: string) => Buffer.byteLength(text);
  while (bytes(one) + bytes(other) + bytes(label) + 2 > 63) {
    if (bytes(one) > bytes(other)) one = [...one].slice(0, -1).join('');
    else other = [...other].slice(0, -1).join('');
  }
  return `${one}_${other}_${label}`;
}

/** The name that somebody gave a NOT NULL; one that PostgreSQL itself may have given, when table or column had other names, is none. */
export function givenName({ name, inherited }: NotNull): string | undefined {
  return name === undefined || inherited === true || /_not_null\d*$/.test(name) ? undefined : name;
}

/** What is to be compared of a NOT NULL; undefined: it says nothing more than that it is there. */
export function comparable(own: NotNull | undefined): NotNull | undefined {
  if (own === undefined) return undefined;
  const name = givenName(own);
  const { comment, noInherit, validated } = own;
  if (name === undefined && comment === undefined && noInherit === undefined && validated === undefined)
    return undefined;
  return {
    ...(name !== undefined && { name }),
    ...(comment !== undefined && { comment }),
    ...(noInherit !== undefined && { noInherit }),
    ...(validated !== undefined && { validated }),
  };
}

/** The column with that said of its NOT NULL. */
export function withNotNull({ notNull: _, ...column }: Column, notNull: NotNull | undefined): Column {
  return { ...column, ...(notNull !== undefined && { notNull }) };
}
