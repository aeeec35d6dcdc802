import type { Client, ClientConfig } from 'pg';
import type { LockHolder } from '../../events.ts';
import type { Bind, Connection, Row } from '../connection.ts';
import type { ConnectOptions } from '../dialect.ts';
import { installed } from '../installed.ts';
import type { DatabaseTarget } from '../target.ts';
import { holderOf } from './lock.ts';

type Pg = { Client: new (config: ClientConfig) => Client };

/** A session with `pg` alone. A server that answers nothing for `timeoutMs` is an error. */
export async function connect(target: DatabaseTarget, options: ConnectOptions): Promise<Connection> {
  const { Client } = installed('pg', options.directory) as Pg;
  const { host, port, database, username, password, dialectOptions } = target.options;
  const client = new Client({
    application_name: 'windlass',
    ...(dialectOptions as ClientConfig | undefined),
    ...present({ host, port, database, user: username, password }),
    connectionTimeoutMillis: options.timeoutMs,
    keepAlive: true,
  });
  const lost = watch(client); // before connect: a refused connection is an error event, too
  await client.connect();
  return session(client, lost, () => connect(target, options));
}

/** The raw client of Sequelize as a Connection. */
export function over(handle: unknown, reopen: () => Promise<Connection>): Connection {
  const client = handle as Client;
  // Sequelize's own listener hands a broken client to a pool that never lent it, which throws inside the event.
  client.removeAllListeners('error');
  return session(client, watch(client), reopen);
}

function session(client: Client, lost: () => Error | null, reopen: () => Promise<Connection>): Connection {
  const ask = client.query.bind(client); // the runner's own way, not the one that revisions are given
  let pid: number | null = null;
  return {
    lost,
    query: async (sql, binds) => (await ask(sql, binds as Bind[] | undefined)).rows as Row[],
    batch: async (statements) => {
      // one simple query; `pg` answers an array only when there were several (protocol-flow.html, "Multiple Statements")
      const results = (await ask(statements.join(';\n'))) as unknown as { rows: Row[] } | { rows: Row[] }[];
      return (Array.isArray(results) ? results : [results]).map(({ rows }) => rows);
    },
    feed: async (sql, chunks) => {
      const { copyFrom } = await import('./copy.ts'); // pg-copy-streams is for seeds alone
      await copyFrom(client, sql, chunks as AsyncIterable<Uint8Array>);
    },
    cancel: async () => {
      pid = (client as unknown as { processID: number | null }).processID;
      await cancelBackend(pid, reopen).catch(() => undefined); // the session may be gone already: nothing to stop
    },
    blocker: async () => {
      pid = (client as unknown as { processID: number | null }).processID;
      return blockerOf(pid, reopen).catch(() => null); // who cannot ask does not know
    },
    close: () => client.end().catch(() => undefined), // closing a broken session tells nothing new
  };
}

const BLOCKER = `
SELECT a.pid, a.application_name AS application, a.query,
       (extract(epoch FROM clock_timestamp() - a.xact_start) * 1000)::bigint::text AS age
FROM pg_stat_activity a WHERE a.pid = ANY (pg_blocking_pids($1)) ORDER BY a.xact_start LIMIT 1`;

async function blockerOf(pid: number | null, reopen: () => Promise<Connection>): Promise<LockHolder | null> {
  if (pid === null) return null;
  const other = await reopen();
  try {
    const [row] = await other.query(BLOCKER, [pid]);
    return row === undefined ? null : holderOf(row);
  } finally {
    await other.close();
  }
}

async function cancelBackend(pid: number | null, reopen: () => Promise<Connection>): Promise<void> {
  if (pid === null) return;
  const other = await reopen();
  await other.query('SELECT pg_cancel_backend($1)', [pid]);
  await other.close();
}

function watch(client: Client): () => Error | null {
  let reason: Error | null = null;
  client.on('error', (error) => {
    reason ??= error;
  });
  return () => reason;
}

function present<T extends object>(values: T): Partial<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<T>;
}
