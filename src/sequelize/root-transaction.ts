import type { Sequelize, Transaction } from 'sequelize';

/** Sequelize makes a transaction with a parent a savepoint; this parent stands for the step's own transaction. */
export function rootTransaction(sequelize: Sequelize, handle: object): Transaction {
  const { Transaction: Root } = sequelize.constructor as unknown as {
    Transaction: new (sequelize: Sequelize, options: object) => Transaction;
  };
  return Object.assign(new Root(sequelize, {}), { connection: handle });
}
