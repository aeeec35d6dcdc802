import { isAbsolute, resolve } from 'node:path';
import { parse } from 'pg-connection-string';
import type { ConnectionOptions, DatabaseTarget } from '../dialects/target.ts';
import { ConfigInvalid, Unsupported } from '../errors.ts';

const FORMS = 'postgres://user:password@host:5432/database or sqlite:./file.db';
const MASK = '***';
const SSL_MODES = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full', 'no-verify'];
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
  if (scheme === 'sqlite' || scheme === 'sqlite3') return sqlite(url.trim(), directory, source);
  // In a variable or a mounted file it may be a bare password (the wrong secret), or begin with one: nothing of it is shown.
  if (scheme === undefined || !/^[^:]*:\/\//.test(url.trim())) {
    const typed = source === '--url' && /^[\w./-]*$/.test(url) ? `: "${url}"` : '';
    throw new ConfigInvalid(`${source} is no URL of a database${typed}`, `write it as ${FORMS}`);
  }
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
  const place = host.startsWith('/') ? encodeURIComponent(host) : host.includes(':') ? `[${host}]` : host;
  const display = `postgres://${account === '' ? '' : `${account}@`}${place}:${port}/${database}`;
  return { dialect, display, secrets: writtenForms(options), options };
}

/** A text with the password of every URL in it masked: for the words of an error that somebody else wrote. */
export function masked(text: string): string {
  return text
    .replace(/([a-z][a-z0-9+.-]*:\/\/[^\s:@/]*):\S*@/gi, `$1:${MASK}@`)
    .replace(/\b((?:ssl)?password)=[^&\s'"]+/gi, `$1=${MASK}`);
}

function postgres(url: string, source: string): DatabaseTarget {
  const { user, password, host, port, database, ssl, ...rest } = parsed(url, source);
  if (host?.includes(',')) {
    throw new ConfigInvalid(`${source} names several hosts: "${host}"`, 'name the one where migrations can write');
  }
  const given = Object.entries({ ssl, ...rest }).filter(
    ([key, value]) =>
      (key === 'ssl' || SESSION_PARAMETERS.includes(key)) &&
      value !== undefined &&
      value !== false &&
      value !== 'false',
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
      `${source} cannot be read as a URL: "postgres://${MASK}"`,
      'percent-encode the special characters of the user and password: @ is %40, / is %2F, # is %23, ? is %3F',
    );
  if (!/^[a-z]+:\/\//i.test(url)) {
    throw new ConfigInvalid(
      `${source} is no URL of a database: "//" is missing after its scheme`,
      `write it as ${FORMS}`,
    );
  }
  // an unencoded @, #, / or ? in the password would silently end up in the host or the database
  const [, authority = '', rest = ''] = /^[a-z]+:\/\/([^/?#]*)(.*)$/is.exec(url) ?? [];
  if (authority.split('@').length > 2 || /[@#]/.test(rest)) throw wrong();
  const mode = sslMode(url, source);
  let options: Record<string, string | undefined | null> & { ssl?: unknown };
  try {
    options = parse(mode) as typeof options;
  } catch (error) {
    const { syscall, path, code } = error as { syscall?: string; path?: string; code?: string };
    if (syscall !== undefined) {
      throw new ConfigInvalid(`${source} names the file "${path}", which cannot be read: ${code}`, 'mend its path');
    }
    throw wrong(); // without the cause: it holds the password
  }
  if (options.port && !/^\d+$/.test(options.port)) throw wrong();
  return options;
}

// pg-connection-string reads these modes as verify-full, and prints a paragraph about it each time.
function sslMode(url: string, source: string): string {
  const mode = /[?&]sslmode=([^&]*)/i.exec(url)?.[1];
  if (mode !== undefined && !SSL_MODES.includes(mode)) {
    throw new ConfigInvalid(
      `${source} has an sslmode that PostgreSQL does not know`,
      `use one of ${SSL_MODES.join(', ')}`,
    );
  }
  return url.includes('uselibpqcompat')
    ? url
    : url.replace(/sslmode=(?:prefer|require|verify-ca)\b/, 'sslmode=verify-full');
}

// sqlite:./relative, sqlite:/absolute, sqlite:///absolute, sqlite::memory:
function sqlite(url: string, directory: string, source: string): DatabaseTarget {
  if (/^[^:]*:\/{0,2}[^/]*:.*@/s.test(url)) {
    throw new ConfigInvalid(`${source} is a SQLite URL that names a user or a password`, `write it as ${FORMS}`);
  }
  const rest = url.replace(/^sqlite3?:/i, '').replace(/\?.*$/, '');
  if (rest.replace(/^\/+/, '') === '') {
    throw new ConfigInvalid(`${source} is a SQLite URL that names no file`, 'write sqlite:./app.db or sqlite::memory:');
  }
  if (/^\/*:memory:$/.test(rest)) return databaseFromOptions({}, 'sqlite', directory);
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
