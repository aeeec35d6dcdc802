/** The part of `process.env` that is looked at. */
export type Environment = Readonly<Record<string, string | undefined>>;

const SHORTEST = 4; // shorter ones stand in half of all lines

// A password that is a word: with it masked, nothing of the log could be read.
const WORDS = new Set(
  `postgres postgresql sqlite sqlite3 password passwd secret admin administrator root test tests testing user users username guest example changeme
  default local localhost database main master runner migrations migrate migration public windlass sequelize true false null none github actions
  pass1234 1234 12345 123456 developer development production staging service`.split(/\s+/),
);

/**
 * Every text that may not be printed: the URL with a password in it, and the password as it is written, decoded, encoded, and as JSON has it. A password that
 * is a common word, or equal to the user, host or database, is left out: it is no secret, and masking it would make the log unreadable.
 */
export function secretsOf(url: string): readonly string[] {
  const given = url.trim();
  if (given === '' || /^sqlite3?:/i.test(given)) return [];
  const { user, password, others, more } = partsOf(given);
  const open = new Set([user, ...others].flatMap((text) => [text, decoded(text)]));
  const passwords = [password, ...more].flatMap(formsOf).filter((text) => isSecret(text) && !open.has(text));
  const whole = password === '' && more.length === 0 && given.includes('://') ? [] : [given];
  return [...new Set([...whole.filter((text) => isSecret(text)), ...passwords])];
}

/** The URLs of databases that a step brings: the input, the variables that Windlass knows, and every other that holds one. */
export function urlsIn(environment: Environment): readonly string[] {
  return Object.values(environment).flatMap((value) =>
    /^\s*postgres(?:ql)?:\/\//i.test(value ?? '') ? [value ?? ''] : [],
  );
}

const isSecret = (text: string) => text.length >= SHORTEST && !WORDS.has(text.toLowerCase());

interface Parts {
  readonly user: string;
  readonly password: string;
  /** What else of it is no secret: host and database. */
  readonly others: readonly string[];
  /** Passwords among the parameters. */
  readonly more: readonly string[];
}

// Not by `new URL`: what cannot be read as one holds a password, too, perhaps with an @ or / that should have been encoded.
function partsOf(url: string): Parts {
  const rest = /^[a-z][a-z0-9+.-]*:\/\/(.*)$/is.exec(url)?.[1];
  if (rest === undefined) return { user: '', password: url, others: [], more: [] }; // the wrong secret: a bare password, perhaps
  const at = rest.lastIndexOf('@');
  const account = at < 0 ? '' : rest.slice(0, at);
  const [place = '', query = ''] = rest.slice(at + 1).split('?', 2);
  const colon = account.indexOf(':');
  const [, host = '', database = ''] = /^([^:/]*)(?::\d+)?\/?(.*)$/s.exec(place) ?? [];
  return {
    user: colon < 0 ? account : account.slice(0, colon),
    password: colon < 0 ? '' : account.slice(colon + 1),
    others: [host, database],
    more: [...query.matchAll(/(?:^|&)(?:ssl)?password=([^&]*)/gi)].map(([, value = '']) => value),
  };
}

function formsOf(password: string): readonly string[] {
  if (password === '') return [];
  const plain = decoded(password);
  const inJson = (text: string) => JSON.stringify(text).slice(1, -1);
  return [...new Set([password, plain, encodeURIComponent(plain), inJson(plain), inJson(password)])];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a % that stands for itself
  }
}
