import { randomBytes } from 'node:crypto';
import { Unsupported } from '../../errors.ts';
import type { SchemaSnapshot } from '../../model/schema.ts';
import type { Connection } from '../connection.ts';
import type { DatabaseTarget } from '../target.ts';
import { type Trial, type TrialDdl, TrialFailed, type TrialPlace } from '../trial.ts';
import { type Home, inPlace } from './in-place.ts';
import { reflect } from './reflect.ts';
import { literal, quote } from './state.ts';

/**
 * In schemas of its own on the target, inside a transaction that is rolled back: no table of the user's is locked, and nothing stays. Where the user may not,
 * in the same way on the scratch database that was given.
 */
export const trial: Trial = {
  surroundings: async (db) => {
    const { version, own, path, extensions } = await about(db);
    return JSON.stringify([version, own, path, extensions]);
  },
  schemaOf: async (place, ddl) => {
    const here = await about(place.db);
    if (place.scratch === null || mayTry(here, ddl.schemas)) return tried(place.db, here, ddl, place);
    const db = await place.scratch();
    try {
      return await tried(db, { ...(await about(db)), own: here.own }, ddl, place);
    } finally {
      await db.close();
    }
  },
};

async function tried(db: Connection, here: About, ddl: TrialDdl, { target }: TrialPlace): Promise<SchemaSnapshot> {
  const homes = homesOf(here, ddl.schemas, target);
  const prepare = preparation(here, homes);
  const statements = ddl.statements.map((statement) => moved(statement, homes));
  try {
    const sent = db.batch(['BEGIN', ...prepare, ...statements]);
    await sent.catch(async (error) => {
      await db.batch(['ROLLBACK']);
      throw await theOne(db, prepare, ddl, statements, error);
    });
    return await reflected(db, homes, here.own);
  } finally {
    await db.batch(['ROLLBACK']);
  }
}

interface About {
  readonly version: string;
  /** The schema that names without one are in. */
  readonly own: string | null;
  readonly path: string;
  readonly extensions: string | null;
  readonly may_create: boolean;
  readonly may_temp: boolean;
  readonly read_only: boolean;
  readonly role: string;
  readonly database: string;
}

const ABOUT = `SELECT current_setting('server_version_num') AS version, current_schema()::text AS own, current_setting('search_path') AS path,
  (SELECT string_agg(concat_ws(' ', e.extname, e.extversion, n.nspname), ', ' ORDER BY e.extname)
   FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace) AS extensions,
  has_database_privilege(current_database(), 'CREATE') AS may_create, has_database_privilege(current_database(), 'TEMP') AS may_temp,
  pg_is_in_recovery() OR current_setting('transaction_read_only') = 'on' AS read_only,
  current_user::text AS role, current_database()::text AS database`;

async function about(db: Connection): Promise<About> {
  const [row] = await db.query(ABOUT);
  return row as unknown as About;
}

function mayTry({ own, may_create, may_temp, read_only }: About, schemas: readonly string[]): boolean {
  return !read_only && (may_create || (may_temp && schemas.every((schema) => schema === own)));
}

/** A schema of the models (null: the session's own) and where it is tried. Throws UNSUPPORTED where it cannot be. */
function homesOf(here: About, schemas: readonly string[], target: DatabaseTarget): readonly Home[] {
  const named = schemas.filter((schema) => schema !== here.own);
  const own: Home = { schema: here.own, scratch: '', own: true };
  const others = named.map((schema) => ({ schema, scratch: '', own: false }));
  if (here.read_only)
    throw refused(
      `${target.display} is read-only`,
      'name its primary server: --url, or a database where the models may be tried: --scratch postgres://…',
    );
  if (here.may_create) {
    const stem = `windlass_${randomBytes(6).toString('hex')}`;
    return [own, ...others].map((home, index) => ({ ...home, scratch: `${stem}_${index}` }));
  }
  if (here.may_temp && others.length === 0) return [{ ...own, scratch: 'pg_temp' }];
  throw refused(
    `${here.role} may not create the schemas on ${target.display} that the models are tried in (nothing of them stays)`,
    `GRANT CREATE ON DATABASE ${quote(here.database)} TO ${quote(here.role)}, or name a database where they may be tried: --scratch postgres://…`,
  );
}

function refused(message: string, remedy: string): Unsupported {
  return new Unsupported(message, remedy);
}

// Types and functions of extensions are found where they are; tables and enum types of the models are all there are in front of them.
function preparation({ path }: About, homes: readonly Home[]): readonly string[] {
  const [main] = homes;
  return [
    ...homes.filter(({ scratch }) => scratch !== 'pg_temp').map(({ scratch }) => `CREATE SCHEMA ${quote(scratch)}`),
    `SELECT set_config('search_path', ${literal(`${main?.scratch}, ${path}`)}, true)`,
  ];
}

/** The statement with the scratch schemas in place of those that it names; strings stay. */
function moved(statement: string, homes: readonly Home[]): string {
  return statement.replace(/'(?:[^']|'')*'|"((?:[^"]|"")+)"\./g, (text, name?: string) => {
    const home = homes.find(({ schema }) => schema === name?.replaceAll('""', '"'));
    return home === undefined ? text : `${quote(home.scratch)}.`;
  });
}

async function reflected(db: Connection, homes: readonly Home[], own: string | null): Promise<SchemaSnapshot> {
  const temporary = homes.some(({ scratch }) => scratch === 'pg_temp');
  const [row] = temporary ? await db.query('SELECT pg_my_temp_schema()::regnamespace::text AS name') : [];
  const known = homes.map((home) => (temporary ? { ...home, scratch: String(row?.name) } : home));
  const schemas = known.map(({ scratch }) => scratch);
  const found = await reflect(db, { schemas, relativeTo: schemas[0] ?? null });
  return inPlace(found, known, own);
}

// PostgreSQL counts the place of an error from the beginning of all that was sent, and not every error has one.
async function theOne(
  db: Connection,
  prepare: readonly string[],
  { statements }: TrialDdl,
  here: readonly string[],
  error: unknown,
): Promise<unknown> {
  await db.batch(['BEGIN', ...prepare]);
  for (const [index, statement] of here.entries()) {
    const failed = await db.query(statement).then(
      () => null,
      (reason) => new TrialFailed(statements[index] ?? statement, reason),
    );
    if (failed !== null) return failed;
  }
  return error;
}
