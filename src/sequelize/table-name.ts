/** A table as QueryInterface takes it: a name, or `{ tableName, schema }`. On SQLite Sequelize writes the schema into the name. */
export function tableName(table: unknown): string {
  if (typeof table === 'string') return table;
  const { tableName: name, schema } = table as { tableName: string; schema?: string };
  return schema === undefined || schema === '' ? name : `${schema}.${name}`;
}
