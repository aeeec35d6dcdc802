import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Unsupported, Usage } from '../../errors.ts';
import type { Connection } from '../connection.ts';
import type { Connect, ScratchDatabase, ScratchSource } from '../scratch.ts';
import type { DatabaseTarget } from '../target.ts';
import { failure } from './failure.ts';
import { quote } from './state.ts';

const PREFIX = 'windlass_scratch_';
// what a remedy calls one that is to stay: no leftover of ours
const GIVEN = 'windlass_scratch';
const DAY_MS = 86_400_000;
const PASSES = 5;
const ATTEMPTS = 50;
const PAUSE_MS = 20;

/** A database on the server of the target, or one that was given. */
export const scratch: ScratchSource = {
  careless: ['SET synchronous_commit = off'],
  create,
  copy,
  borrow,
};

async function create(target: DatabaseTarget, connect: Connect, later: Connect): Promise<ScratchDatabase> {
  const name = freshName();
  await onServer(target, connect, async (db) => {
    await dropLeftovers(db);
    await createDatabase(db, name, target);
    await searchAlike(db, name, target);
  });
  const made = named(target, name);
  await on(made, connect, createSearched);
  return { target: made, close: () => dropDatabase(target, name, later) };
}

async function copy(from: DatabaseTarget, connect: Connect, later: Connect): Promise<ScratchDatabase> {
  const name = freshName();
  const beside = named(from, 'postgres'); // a template has no sessions
  await onServer(beside, connect, (db) => createDatabase(db, name, from, from.options.database ?? ''));
  return { target: named(from, name), close: () => dropDatabase(beside, name, later) };
}

async function dropDatabase(beside: DatabaseTarget, name: string, connect: Connect): Promise<readonly string[]> {
  await onServer(beside, connect, (db) => db.query(`DROP DATABASE IF EXISTS ${quote(name)} WITH (FORCE)`));
  return [];
}

function freshName(): string {
  return `${PREFIX}${Date.now().toString(36)}_${randomBytes(4).toString('hex')}`;
}

async function borrow(given: DatabaseTarget, connect: Connect, later: Connect): Promise<ScratchDatabase> {
  const extensions = await on(given, connect, async (db) => {
    const [first, ...more] = await readObjects(db);
    if (first !== undefined)
      throw new Usage(
        `the scratch database ${given.display} is not empty: it holds ${first.what}${more.length === 0 ? '' : ` and ${more.length} more`}`,
        'give one that is: it is filled and emptied',
      );
    return readExtensions(db);
  });
  return { target: given, close: () => on(given, later, (db) => empty(db, extensions)) };
}

async function on<T>(target: DatabaseTarget, connect: Connect, work: (db: Connection) => Promise<T>): Promise<T> {
  const db = await connect(target);
  try {
    return await work(db);
  } finally {
    await db.close();
  }
}

// The target need not exist: any database of the server can make another.
async function onServer<T>(target: DatabaseTarget, connect: Connect, work: (db: Connection) => Promise<T>): Promise<T> {
  const db = await connect(target).catch((error: { cause?: unknown }) => {
    if (failure(error.cause ?? error) !== 'missing') throw error;
    return connect(named(target, 'postgres'));
  });
  try {
    return await work(db);
  } finally {
    await db.close();
  }
}

function named(target: DatabaseTarget, database: string): DatabaseTarget {
  return {
    ...target,
    display: target.display.replace(/\/[^/]*$/, `/${database}`),
    options: { ...target.options, database },
  };
}

async function createDatabase(
  db: Connection,
  name: string,
  target: DatabaseTarget,
  template: string | null = null,
): Promise<void> {
  try {
    if (template !== null) {
      await unlessInUse(() => db.query(`CREATE DATABASE ${quote(name)} TEMPLATE ${quote(template)}`));
      return;
    }
    await db.query(`CREATE DATABASE ${quote(name)}`).catch((error: { code?: string }) => {
      if (error.code !== '55006') throw error; // somebody is connected to template1
      return db.query(`CREATE DATABASE ${quote(name)} TEMPLATE template0`);
    });
  } catch (error) {
    if ((error as { code?: string }).code !== '42501') throw error;
    const user = target.options.username ?? 'the user';
    throw new Unsupported(
      `this needs a scratch database, and ${user} may not create one on ${target.display}`,
      `ALTER ROLE ${quote(user)} CREATEDB, or once CREATE DATABASE ${GIVEN} OWNER ${quote(user)}, and then --scratch ${named(target, GIVEN).display}`,
      { cause: error },
    );
  }
}

// A session that was closed just now may need a moment to be gone.
async function unlessInUse(work: () => Promise<unknown>): Promise<void> {
  for (let left = ATTEMPTS; ; left -= 1) {
    try {
      await work();
      return;
    } catch (error) {
      if ((error as { code?: string }).code !== '55006' || left === 0) throw error;
      await delay(PAUSE_MS);
    }
  }
}

// Names without a schema mean the same there.
async function searchAlike(db: Connection, name: string, { options }: DatabaseTarget): Promise<void> {
  const [row] = await db.query(
    `SELECT substr(own, length('search_path=') + 1) AS path FROM pg_db_role_setting s JOIN pg_database d ON d.oid = s.setdatabase, unnest(s.setconfig) own
WHERE d.datname = $1 AND s.setrole = 0 AND own LIKE 'search_path=%'`,
    [options.database ?? null],
  );
  if (row !== undefined) await db.query(`ALTER DATABASE ${quote(name)} SET search_path TO ${row.path}`);
}

// A connection that asks for a search path of its own expects its schema to be there.
async function createSearched(db: Connection): Promise<void> {
  const [row] = await db.query("SELECT current_schema() AS found, current_setting('search_path') AS path");
  if (row?.found !== null) return;
  const names = String(row?.path)
    .split(',')
    .map((name) => name.trim().replace(/^"(.*)"$/, '$1'));
  const name = names.find((candidate) => candidate !== '$user' && candidate !== '');
  if (name !== undefined) await db.query(`CREATE SCHEMA IF NOT EXISTS ${quote(name)}`);
}

// Those of processes that were killed. The name holds the time: a database does not know when it was made.
async function dropLeftovers(db: Connection): Promise<void> {
  const rows = await db.query('SELECT datname AS name FROM pg_database WHERE starts_with(datname, $1)', [PREFIX]);
  for (const { name } of rows) {
    const madeAt = Number.parseInt(String(name).slice(PREFIX.length).split('_')[0] ?? '', 36);
    if (!(Date.now() - madeAt > DAY_MS)) continue;
    // somebody else's, or in use: not ours to take away
    await db.query(`DROP DATABASE IF EXISTS ${quote(String(name))}`).catch(() => undefined);
  }
}

interface Found {
  readonly what: string;
  readonly drop: string;
}

// What is not a part of an extension: schemas, all that stands in "public", and what stands in no schema.
const OBJECTS = `
WITH own AS (
  SELECT 'pg_namespace'::regclass AS class, oid FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname NOT IN ('information_schema', 'public')
  UNION ALL SELECT d.classid, d.objid FROM pg_depend d WHERE d.refclassid = 'pg_namespace'::regclass AND d.refobjid = to_regnamespace('public')
    AND d.deptype = 'n' AND d.classid NOT IN ('pg_extension'::regclass, 'pg_default_acl'::regclass)
  UNION ALL SELECT 'pg_event_trigger'::regclass, oid FROM pg_event_trigger
  UNION ALL SELECT 'pg_publication'::regclass, oid FROM pg_publication
  UNION ALL SELECT 'pg_foreign_data_wrapper'::regclass, oid FROM pg_foreign_data_wrapper)
SELECT DISTINCT o.type || ' ' || o.identity AS what, CASE o.type WHEN 'composite type' THEN 'type' WHEN 'foreign-data wrapper' THEN 'foreign data wrapper' ELSE o.type END || ' ' || o.identity AS object
FROM own CROSS JOIN LATERAL pg_identify_object(own.class, own.oid, 0) o
WHERE NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = own.class AND e.objid = own.oid AND e.deptype = 'e') ORDER BY 1`;

async function readObjects(db: Connection): Promise<readonly Found[]> {
  const rows = await db.query(OBJECTS);
  return rows.map(({ what, object }) => ({ what: String(what), drop: `DROP ${object} CASCADE` }));
}

async function readExtensions(db: Connection): Promise<readonly string[]> {
  return (await db.query('SELECT extname AS name FROM pg_extension')).map(({ name }) => String(name));
}

// One object takes others along, or stands in another's way: again until nothing is left.
async function empty(db: Connection, extensions: readonly string[]): Promise<readonly string[]> {
  const added = (await readExtensions(db)).filter((name) => !extensions.includes(name));
  for (const name of added) await db.query(`DROP EXTENSION IF EXISTS ${quote(name)} CASCADE`);
  await db.query('SELECT lo_unlink(oid) FROM pg_largeobject_metadata');
  for (let pass = 0; pass < PASSES; pass += 1) {
    const found = await readObjects(db);
    for (const { drop } of found) await db.query(drop).catch(() => undefined);
    if (found.length === 0) return [];
  }
  return (await readObjects(db)).map(({ what }) => what);
}
