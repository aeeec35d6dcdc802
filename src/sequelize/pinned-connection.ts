import type { Sequelize } from 'sequelize';
import { besideOf } from './beside.ts';

/** The class as a revision's second argument, and as the maker of instances. */
export interface SequelizeClass {
  new (options: Record<string, unknown>): Sequelize;
  readonly version?: string;
  addHook(name: 'afterInit', id: string, hook: (instance: Sequelize) => void): void;
  removeHook(name: 'afterInit', id: string): void;
}

/** What Sequelize 6 keeps to itself of its connections; checked against 6.37. */
export interface ConnectionManager {
  config: unknown;
  _connect(config: unknown): Promise<object>;
  getConnection(options?: unknown): Promise<object>;
  releaseConnection(connection: object, force?: boolean): unknown;
  destroyConnection(connection: object): Promise<void>;
}

/** The connection manager of an instance. */
export function managerOf(sequelize: Sequelize): ConnectionManager {
  return (sequelize as unknown as { connectionManager: ConnectionManager }).connectionManager;
}

/** Makes the instance use the connection that `current` answers, and never close it; null: those that it opens itself. */
export function pin(sequelize: Sequelize, current: () => object | null): void {
  const manager = managerOf(sequelize);
  const { getConnection, releaseConnection, destroyConnection } = manager;
  const close = sequelize.close.bind(sequelize);
  const [pinned, lent] = [new WeakSet(), new WeakSet()];
  manager.getConnection = async (options) => {
    const handle = current();
    if (handle === null) return getConnection.call(manager, options);
    const taken = besideOf(options) ?? handle;
    pinned.add(handle);
    lent.add(taken);
    return taken;
  };
  manager.releaseConnection = (connection, force) =>
    lent.has(connection) ? undefined : releaseConnection.call(manager, connection, force);
  manager.destroyConnection = async (connection) =>
    pinned.has(connection) ? undefined : destroyConnection.call(manager, connection);
  sequelize.close = async () => (current() === null ? close() : undefined); // a revision that closes "its" Sequelize must not end the run
}
