import type { QueryInterface } from 'sequelize';

type Listed = string | { readonly tableName: string };

/**
 * Leaves tables out of `showAllTables`, and so out of `dropAllTables`: files that do something to every table know the one of
 * sequelize-cli by its name, and not ours.
 */
export function hideTables(queryInterface: QueryInterface, hidden: () => ReadonlySet<string>): void {
  const show = queryInterface.showAllTables.bind(queryInterface) as (options?: unknown) => Promise<Listed[]>;
  const showAllTables = async (options?: unknown) =>
    (await show(options)).filter((listed) => !hidden().has(typeof listed === 'string' ? listed : listed.tableName));
  Object.assign(queryInterface, { showAllTables });
}
