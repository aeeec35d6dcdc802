import type { QueryInterface, Sequelize } from 'sequelize';
import type { Connection } from '../dialects/connection.ts';
import type { Dialect } from '../dialects/dialect.ts';
import { installed } from '../dialects/installed.ts';
import type { DatabaseTarget } from '../dialects/target.ts';
import { Gate } from './gate.ts';
import type { Operations } from './operations.ts';

/** The class as a revision's second argument, and as the maker of the instance. */
export type SequelizeClass = new (options: Record<string, unknown>) => Sequelize;

/** One pinned connection with Sequelize on it: everything a revision does goes through it, and through the gate. */
export interface Session {
  /** The runner's own way to the connection, past the gate. */
  readonly db: Connection;
  readonly op: Operations;
  readonly Sequelize: SequelizeClass;
  readonly gate: Gate;
  close(): Promise<void>;
}

// What Sequelize 6 keeps to itself; checked against 6.37.
interface ConnectionManager {
  config: unknown;
  _connect(config: unknown): Promise<object>;
  getConnection(options?: unknown): Promise<object>;
  releaseConnection(connection: object, force?: boolean): void;
  destroyConnection(connection: object): Promise<void>;
}

/** Opens the pinned session. Throws the driver's error as Sequelize wraps it. */
export async function openSession(
  dialect: Dialect,
  target: DatabaseTarget,
  directory: string,
  reopen: () => Promise<Connection>,
): Promise<Session> {
  const module = installed('sequelize', directory) as { Sequelize: SequelizeClass };
  const sequelize = new module.Sequelize(sequelizeOptions(dialect, target, directory));
  const manager = (sequelize as unknown as { connectionManager: ConnectionManager }).connectionManager;
  const handle = await openHandle(dialect, manager);
  manager.getConnection = async () => handle;
  manager.releaseConnection = () => undefined;
  manager.destroyConnection = async () => undefined;
  const db = dialect.over(handle, reopen);
  sequelize.close = async () => undefined; // a revision that closes "its" Sequelize must not end the run
  const gate = new Gate(sequelize, handle, dialect.name, db);
  return { db, op: operations(sequelize, gate), Sequelize: module.Sequelize, gate, close: () => db.close() };
}

function sequelizeOptions(dialect: Dialect, target: DatabaseTarget, directory: string): Record<string, unknown> {
  const { sequelize, dialectOptions, ...rest } = target.options;
  const driver = dialect.name === 'postgres' ? 'pg' : 'sqlite3';
  return {
    ...sequelize,
    ...rest,
    dialect: dialect.name,
    dialectModule: installed(driver, directory),
    dialectOptions:
      dialect.name === 'postgres'
        ? { application_name: 'windlass', keepAlive: true, ...dialectOptions }
        : dialectOptions,
    logging: false,
  };
}

async function openHandle(dialect: Dialect, manager: ConnectionManager): Promise<object> {
  // Sequelize's SQLite manager keeps the connections it opens; the one of PostgreSQL leaves that to its pool.
  return dialect.name === 'sqlite' ? manager.getConnection() : manager._connect(manager.config);
}

function operations(sequelize: Sequelize, gate: Gate): Operations {
  const queryInterface: QueryInterface = sequelize.getQueryInterface();
  return Object.assign(queryInterface, {
    execute: (sql: string, options: object = {}) => gate.execute(sql, options),
  }) as Operations;
}
