import type { Sequelize, Transaction } from 'sequelize';
import { rebuildsSafely } from './foreign-keys.ts';
import type { Gate } from './gate.ts';
import { hideTables } from './hidden-tables.ts';
import type { Query, QueryOptions } from './query.ts';
import { rootTransaction } from './root-transaction.ts';
import type { Open, TransactionWork } from './sent.ts';

const NONE: ReadonlySet<string> = new Set();

/**
 * Leads everything that this Sequelize does through the gate that `current` answers; null: it works as if nobody had touched it. To be called once
 * for an instance: one that outlives a session finds the next one.
 */
export function guard(sequelize: Sequelize, current: () => Gate | null): void {
  const query = sequelize.query.bind(sequelize) as unknown as Query;
  const open = sequelize.transaction.bind(sequelize) as unknown as Open;
  const roots = new WeakMap<Gate, Transaction>();
  const rootOf = (gate: Gate) => {
    const root = roots.get(gate) ?? rootTransaction(sequelize, gate.handle);
    roots.set(gate, root);
    return root;
  };
  Object.assign(sequelize, {
    query: async (sql: unknown, options?: QueryOptions | null) => {
      const gate = current();
      if (gate === null) return query(sql, options ?? {});
      await gate.settle();
      return gate.statement(query, sql, options ?? {});
    },
    transaction: (first?: QueryOptions | TransactionWork, second?: TransactionWork) => {
      const gate = current();
      const [options, work] = typeof first === 'function' ? [{}, first] : [first ?? {}, second];
      return gate === null ? open(options, work) : gate.transaction(open, rootOf(gate), options, work);
    },
  });
  const queryInterface = sequelize.getQueryInterface();
  hideTables(queryInterface, () => current()?.hidden ?? NONE);
  if (sequelize.getDialect() === 'sqlite')
    rebuildsSafely(queryInterface, (table, work) => current()?.rebuildTable(table, work) ?? work());
}
