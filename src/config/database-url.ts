import type { ConnectionOptions, DialectName } from '../dialects/target.ts';
import { ConfigInvalid, Unsupported } from '../errors.ts';
import { nearest } from './nearest.ts';
import { parsePostgresUrl } from './postgres-url.ts';
import type { ReadText } from './sources.ts';
import { parseSqliteUrl } from './sqlite-url.ts';

/** Where a database URL was found. */
export interface UrlOrigin {
  /** As errors call it: `DATABASE_URL`, `"url" in windlass.config.ts`. */
  readonly name: string;
  /** The folder that relative paths of the URL start at, absolute. */
  readonly base: string;
  readonly readText: ReadText;
}

/** What a URL says: the part that it leaves open is undefined. */
export interface ParsedUrl {
  readonly dialect: DialectName;
  readonly options: ConnectionOptions;
  /** The password as it is written in the URL; null without one. */
  readonly writtenPassword: string | null;
  readonly warnings: readonly string[];
}

const FOREIGN = ['mysql', 'mysql2', 'mariadb', 'mssql', 'sqlserver', 'oracle', 'db2', 'snowflake', 'mongodb'];
const EXAMPLES = 'postgres://user:password@host:5432/name or sqlite:./app.db';

/**
 * Reads a database URL. Throws CONFIG_INVALID when it is none, and UNSUPPORTED for a database that Windlass does not
 * know. No message holds any part of the URL that could be a password.
 */
export function parseDatabaseUrl(text: string, origin: UrlOrigin): ParsedUrl {
  const url = text.trim();
  const [, scheme, rest] = /^([a-z][a-z0-9+.-]*):(.*)$/is.exec(url) ?? [];
  if (scheme === undefined || rest === undefined) {
    const what = url === '' ? 'is empty' : 'is not a database URL: it has no scheme';
    throw new ConfigInvalid(`${origin.name} ${what}`, `write ${EXAMPLES}`);
  }
  const dialect = dialectNamed(scheme);
  if (dialect === 'sqlite') return parseSqliteUrl(rest, origin);
  if (dialect === 'postgres') return parsePostgresUrl(rest, origin);
  throw unknownScheme(scheme, rest, origin);
}

/** The dialect that a URL's scheme or a Sequelize `dialect` names, or null. */
export function dialectNamed(word: string): DialectName | null {
  const name = word.toLowerCase();
  if (name === 'postgres' || name === 'postgresql') return 'postgres';
  return name === 'sqlite' ? 'sqlite' : null;
}

/** The error for a Sequelize `dialect` that is not one of ours; `name` is where it stands. */
export function unknownDialect(dialect: string, name: string): ConfigInvalid | Unsupported {
  if (FOREIGN.includes(dialect.toLowerCase())) return unsupported(`${name} is "${dialect}"`);
  const likely = nearest(dialect, ['postgres', 'sqlite']);
  const remedy = likely === null ? 'write "postgres" or "sqlite"' : `did you mean "${likely}"?`;
  return new ConfigInvalid(`${name} is "${dialect}", but must be "postgres" or "sqlite"`, remedy);
}

function unknownScheme(scheme: string, rest: string, origin: UrlOrigin): ConfigInvalid | Unsupported {
  // Without "//" the "scheme" may be the user of a URL whose scheme was forgotten, or anything else: not to be shown.
  if (!rest.startsWith('//')) {
    return new ConfigInvalid(`${origin.name} is not a database URL: it has no known scheme`, `write ${EXAMPLES}`);
  }
  if (FOREIGN.includes(scheme.toLowerCase())) return unsupported(`${origin.name} is ${scheme}://***`);
  const likely = nearest(scheme, ['postgres', 'postgresql', 'sqlite']);
  const remedy = likely === null ? `write ${EXAMPLES}` : `did you mean ${likely}://?`;
  return new ConfigInvalid(`${origin.name} is ${scheme}://***, a scheme that Windlass does not know`, remedy);
}

function unsupported(what: string): Unsupported {
  return new Unsupported(
    `${what}, a database that Windlass does not work with`,
    `use PostgreSQL or SQLite: ${EXAMPLES}`,
  );
}
