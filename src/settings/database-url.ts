import { isAbsolute, resolve } from 'node:path';
import { parse } from 'pg-connection-string';
import type { ConnectionOptions, DatabaseTarget } from '../dialects/target.ts';
import { ConfigInvalid, Unsupported } from '../errors.ts';

const FORMS = 'postgres://user:password@host:5432/database or sqlite:./file.db';
const MASK = '***';
const SESSION_PARAMETERS = [
  'application_name',
  'options',
  'client_encoding',
  'statement_timeout',
  'lock_timeout',
  'idle_in_transaction_session_timeout',
];

/**
 * The database of a URL. A relative SQLite path starts at `directory`; `source` is where the URL stands. Throws CONFIG_INVALID for a URL
 * that cannot be read and UNSUPPORTED for another database; no message holds the password.
 */
export function databaseFromUrl(url: string, directory: string, source: string): DatabaseTarget {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(url.trim())?.[1]?.toLowerCase();
  if (scheme === 'postgres' || scheme === 'postgresql') return postgres(url.trim(), source);
  if (scheme === 'sqlite' || scheme === 'sqlite3') return sqlite(url.trim(), directory);
  if (scheme === undefined) throw new ConfigInvalid(`${source} is no URL: "${masked(url)}"`, `write it as ${FORMS}`);
  throw new Unsupported(`${source} names a database that Windlass does not know: "${scheme}"`, `use ${FORMS}`);
}

/** The database of Sequelize's own options, as a sequelize-cli configuration holds them. */
export function databaseFromOptions(
  options: ConnectionOptions,
  dialect: 'postgres' | 'sqlite',
  directory: string,
): DatabaseTarget {
  if (dialect === 'sqlite') {
    const memory = options.storage === undefined || options.storage === ':memory:';
    const storage = memory ? ':memory:' : resolve(directory, options.storage ?? '');
    return { dialect, display: `sqlite:${storage}`, secrets: [], options: { ...options, storage } };
  }
  const { username = '', password, host = 'localhost', port = 5432, database = '' } = options;
  const account = `${encodeURIComponent(username)}${password === undefined ? '' : `:${MASK}`}`;
  const place = host.startsWith('/') ? encodeURIComponent(host) : host;
  const display = `postgres://${account === '' ? '' : `${account}@`}${place}:${port}/${database}`;
  return { dialect, display, secrets: writtenForms(options), options };
}

/** A text with every password of a URL in it masked; for URLs that cannot be read. */
export function masked(text: string): string {
  return text
    .replace(/^([a-z][a-z0-9+.-]*:\/\/)?[^\s]*@/i, (_all, scheme: string | undefined) => `${scheme ?? ''}${MASK}@`)
    .replace(/([?&](?:password|sslpassword)=)[^&\s]*/gi, `$1${MASK}`)
    .replace(/^([a-z][a-z0-9+.-]*:\/\/[^\s:/?#]*):(?!\d+(?:[/?#]|$))[^\s]*$/i, `$1:${MASK}`);
}

function postgres(url: string, source: string): DatabaseTarget {
  const { user, password, host, port, database, ssl, ...rest } = parsed(url, source);
  const given = Object.entries({ ssl, ...rest }).filter(
    ([key, value]) => (key === 'ssl' || SESSION_PARAMETERS.includes(key)) && value !== undefined && value !== false,
  );
  return databaseFromOptions(
    {
      username: user || undefined,
      password: password || undefined,
      host: host || 'localhost',
      port: port ? Number(port) : 5432,
      database: database || user || undefined,
      dialectOptions: Object.fromEntries(given),
    },
    'postgres',
    '',
  );
}

function parsed(url: string, source: string) {
  const wrong = () =>
    new ConfigInvalid(
      `${source} cannot be read as a URL: "${masked(url)}"`,
      'percent-encode the special characters of the user and password: @ is %40, / is %2F, # is %23, ? is %3F',
    );
  // an unencoded @, # or / in the password would silently end up in the host or the database
  if (/^[a-z]+:\/\/[^/?#]*@[^/?#]*@/i.test(url) || /^[a-z]+:\/\/[^/?#@]*:[^/?#@]*[#/?][^@]*@/i.test(url)) throw wrong();
  let options: Record<string, string | undefined | null> & { ssl?: unknown };
  try {
    options = parse(url) as typeof options;
  } catch {
    throw wrong(); // without the cause: it holds the password
  }
  if (options.port && !/^\d+$/.test(options.port)) throw wrong();
  return options;
}

// sqlite:./relative, sqlite:/absolute, sqlite:///absolute, sqlite::memory:
function sqlite(url: string, directory: string): DatabaseTarget {
  const rest = url.replace(/^sqlite3?:/i, '').replace(/\?.*$/, '');
  if (rest === ':memory:' || rest === '' || rest === '//:memory:') return databaseFromOptions({}, 'sqlite', directory);
  const path = decoded(rest.startsWith('//') ? rest.slice(2) : rest);
  return databaseFromOptions({ storage: isAbsolute(path) ? path : resolve(directory, path) }, 'sqlite', directory);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a lone % is part of the file's name
  }
}

function writtenForms({ username, password, host, database }: ConnectionOptions): readonly string[] {
  // masking a word that stands everywhere would hide the output itself
  if (password === undefined || [username, host, database, ''].includes(password)) return [];
  return [...new Set([password, encodeURIComponent(password), encodeURI(password)])];
}
