import type { QueryInterface, Sequelize } from 'sequelize';
import type { Connection } from '../dialects/connection.ts';
import type { Dialect } from '../dialects/dialect.ts';
import { installed } from '../dialects/installed.ts';
import type { WireListener } from '../dialects/script.ts';
import { splitStatements } from '../dialects/sql-text.ts';
import type { DatabaseTarget } from '../dialects/target.ts';
import { Unsupported } from '../errors.ts';
import { batchUpdate } from './batch-update.ts';
import { corrected } from './corrected.ts';
import { Gate } from './gate.ts';
import { guard } from './guard.ts';
import type { Operations } from './operations.ts';
import { Performer } from './performer.ts';
import { type ConnectionManager, managerOf, pin, type SequelizeClass } from './pinned-connection.ts';
import { shareConnection } from './sharing.ts';
import { upsert } from './upsert.ts';
import type { Speaker, Wire } from './wire.ts';

/** One pinned connection with Sequelize on it: everything a revision does goes through it, and through the gate. */
export interface Session {
  /** The runner's own way to the connection, past the gate. */
  readonly db: Connection;
  /** What revisions with a header are given: QueryInterface made correct. */
  readonly op: Operations;
  /** What files of sequelize-cli are given: Sequelize's own, so that they end in the schema they always ended in. */
  readonly exact: Operations;
  readonly Sequelize: SequelizeClass;
  readonly gate: Gate;
  close(): Promise<void>;
}

/** What a session may be opened with. */
export interface SessionOptions {
  /** The tables that revisions do not see. */
  readonly hidden?: readonly string[];
  /** The database that this one stands in for. */
  readonly standsFor?: DatabaseTarget | null;
  /** Is told what the steps send. */
  readonly wire?: Wire | undefined;
}

/** Opens the pinned session. Throws the driver's error as Sequelize wraps it, and UNSUPPORTED for an older Sequelize. */
export async function openSession(
  dialect: Dialect,
  target: DatabaseTarget,
  directory: string,
  reopen: () => Promise<Connection>,
  options: SessionOptions = {},
): Promise<Session> {
  const Class = sequelizeOf(directory);
  const sequelize = new Class(sequelizeOptions(dialect, target, directory));
  const handle = await openHandle(dialect, managerOf(sequelize));
  const { standsFor = null, wire, hidden = [] } = options;
  let own = false;
  const aside: Aside = (asks) => {
    own = asks;
  };
  if (wire !== undefined)
    dialect.listen(
      handle,
      whileOpen(wire, () => ({ heard: gate.heard, speaker: own ? 'own' : 'revision' })),
    );
  const db = dialect.over(handle, reopen);
  const others: Connection[] = [];
  const connect = async () => {
    const other = await openHandle(dialect, managerOf(sequelize));
    const beside = () => ({ heard: gate.open, speaker: 'beside' }) as const;
    if (wire !== undefined) dialect.listen(other, whileOpen(wire, beside));
    others.push(dialect.over(other, reopen));
    return other;
  };
  const gate = new Gate(handle, dialect, wire === undefined ? db : asking(db, aside), { hidden, connect, wire });
  pin(sequelize, () => handle);
  guard(sequelize, () => gate);
  refuseLateWork(sequelize, gate);
  const unshare = shareConnection(Class, sequelize, standsFor, gate);
  const close = async () => {
    unshare();
    for (const other of others) {
      await other.cancel();
      await other.close();
    }
    await db.close();
  };
  const exactly = sequelize.getQueryInterface();
  const performer = new Performer(exactly, gate, dialect);
  gate.holdsBack(performer);
  const better = corrected(exactly, performer);
  const [op, exact] = [better, exactly].map((base) => operations(base, dialect, gate)) as [Operations, Operations];
  return { db, op, exact, Sequelize: Class, gate, close };
}

// Versions 4 and 5 have other insides, and fail in ways that name neither.
function sequelizeOf(directory: string): SequelizeClass {
  const { Sequelize: Class } = installed('sequelize', directory) as { Sequelize: SequelizeClass };
  if (/^[1-5]\./.test(String(Class.version)))
    throw new Unsupported(
      `the project in ${directory} has Sequelize ${Class.version}, and Windlass works with Sequelize 6`,
      'npm install sequelize@6, or run windlass where Sequelize 6 is installed',
    );
  return Class;
}

type Aside = (own: boolean) => void;

// The gate has one statement under way at a time: what is sent meanwhile is that one.
function asking(db: Connection, aside: Aside): Connection {
  const query: Connection['query'] = async (sql, binds) => {
    aside(true);
    try {
      return await db.query(sql, binds);
    } finally {
      aside(false);
    }
  };
  return { ...db, query };
}

// Between two steps the runner alone speaks.
function whileOpen(wire: Wire, now: () => { readonly heard: boolean; readonly speaker: Speaker }): WireListener {
  return {
    sending: (sql) => now().heard && wire.sending(sql),
    sent: (sql, values) => now().heard && wire.sent(sql, values, now().speaker),
  };
}

// `op` outside a step is work that nobody waits for any more.
function refuseLateWork(sequelize: Sequelize, gate: Gate): void {
  const manager = managerOf(sequelize);
  const pinned = manager.getConnection.bind(manager);
  manager.getConnection = async (options) => {
    if (gate.open) return pinned(options);
    throw new Error('a revision went on working after its step had ended (a forgotten await?)');
  };
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

function operations(queryInterface: QueryInterface, dialect: Dialect, gate: Gate): Operations {
  const { sequelize } = queryInterface;
  const execute = async (sql: string, options: object = {}) => {
    const pieces = 'bind' in options ? [{ sql }] : splitStatements(sql, dialect.name);
    let rows: unknown = [];
    for (const piece of pieces) rows = (await sequelize.query(piece.sql, options))[0];
    return Array.isArray(rows) ? rows : [];
  };
  const notice = (message: string) => gate.notice(String(message));
  return Object.assign(queryInterface, {
    execute,
    notice,
    batchUpdate: batchUpdate(queryInterface, dialect, gate),
    upsert: upsert(queryInterface, dialect, gate),
  }) as unknown as Operations;
}
