import type { SqlWriter } from '../model/statement.ts';

/** What both databases write alike (PostgreSQL's manual, 4.1; SQLite's lang_keywords.html). */
export type Names = Pick<SqlWriter, 'quote' | 'name' | 'literal'>;

const quote = (identifier: string) => `"${identifier.replaceAll('"', '""')}"`;

/** For a change without an operation of its own, whose call is `op.execute` of its SQL. */
export const AS_TEXT: Names & { readonly dialect: 'postgres' } = {
  dialect: 'postgres',
  quote,
  name: ({ schema, name }) => (schema === null ? quote(name) : `${quote(schema)}.${quote(name)}`),
  literal: (text) => `'${text.replaceAll("'", "''")}'`,
};
