import { resolve } from 'node:path';
import type { Sequelize } from 'sequelize';
import type { DatabaseTarget } from '../dialects/target.ts';
import { besideOf } from './beside.ts';
import type { Gate } from './gate.ts';

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

/** Makes the instance use the one connection whenever `active` says so, and never close it. */
export function pin(sequelize: Sequelize, handle: object, active: () => boolean): void {
  const manager = managerOf(sequelize);
  const { getConnection, releaseConnection, destroyConnection } = manager;
  const close = sequelize.close.bind(sequelize);
  const lent = new WeakSet([handle]);
  manager.getConnection = async (options) => {
    if (!active()) return getConnection.call(manager, options);
    const taken = besideOf(options) ?? handle;
    lent.add(taken);
    return taken;
  };
  manager.releaseConnection = (connection, force) =>
    lent.has(connection) ? undefined : releaseConnection.call(manager, connection, force);
  manager.destroyConnection = async (connection) =>
    connection === handle ? undefined : destroyConnection.call(manager, connection);
  sequelize.close = async () => (active() ? undefined : close()); // a revision that closes "its" Sequelize must not end the run
}

/**
 * Lets the instances that a revision's own files open on the same database (an application's `models/index.js`) work on the pinned
 * connection, too: a second connection would wait for the step's own locks. Those on the database that this one stands for never reach it.
 * Answers how to stop it.
 */
export function shareConnection(
  Class: SequelizeClass,
  own: Sequelize,
  standsFor: DatabaseTarget | null,
  handle: object,
  gate: Gate,
): () => void {
  const here = placeOf(own);
  const there = standsFor === null ? null : placeOfTarget(standsFor);
  Class.addHook('afterInit', 'windlass', (instance) => {
    const place = placeOf(instance);
    if (place !== here && place !== there) return;
    pin(instance, handle, place === there ? () => true : () => gate.open);
    gate.guard(instance);
  });
  return () => Class.removeHook('afterInit', 'windlass');
}

interface Inner {
  readonly options: { dialect?: string; storage?: string; host?: string };
  readonly config: { host?: string; port?: string | number; database?: string };
}

// Where an instance works, as one text.
function placeOf(instance: Sequelize): string {
  const { options, config } = instance as unknown as Inner;
  const { dialect = '', storage } = options;
  return place({ ...config, dialect, storage: storage ?? options.host });
}

function placeOfTarget({ dialect, options }: DatabaseTarget): string {
  return place({ ...options, dialect });
}

function place(at: {
  readonly dialect: string;
  readonly storage?: string | undefined;
  readonly host?: string | undefined;
  readonly port?: string | number | undefined;
  readonly database?: string | undefined;
}): string {
  if (at.dialect === 'sqlite') return `sqlite ${resolve(at.storage ?? ':memory:')}`;
  const host = (at.host ?? 'localhost').replace(/^(?:127\.0\.0\.1|::1)$/, 'localhost');
  return `${at.dialect} ${host} ${at.port ?? 5432} ${at.database}`;
}
