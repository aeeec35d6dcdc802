import { Unsupported } from '../../errors.ts';
import { display } from '../../model/names.ts';
import type { SqlWriter } from '../../model/statement.ts';
import { literal, quote } from './state.ts';

/** How SQLite writes changes: an edit of a table is made with others in one rebuild. A schema is part of the name, as Sequelize writes it. */
export const sqlWriter: SqlWriter = {
  dialect: 'sqlite',
  quote,
  name: (name) => quote(display(name)),
  literal,
  alter: (table, edit) => ({ table, edit }),
  unsupported: (what, remedy) => {
    throw new Unsupported(`SQLite does not do ${what}`, remedy);
  },
};
