/** What a statement speaks of: tables with what they are called in it, and columns as they are written. */
export interface References {
  /** Names of tables and views, without their schema; to each what columns of it are written behind. */
  readonly tables: ReadonlyMap<string, ReadonlySet<string>>;
  readonly columns: readonly { readonly qualifier: string | null; readonly name: string }[];
}

// Strings with and without backslashes, comments, names in quotes, words, casts, the rest.
const PIECE =
  /E?'(?:[^']|'')*'|--[^\n]*|\/\*[\s\S]*?\*\/|"(?:[^"]|"")*"|`(?:[^`]|``)*`|[\p{L}_][\p{L}\p{N}_$]*|::|[^\s\d]/gu;

const BEFORE_TABLES: ReadonlySet<string> = new Set(['FROM', 'JOIN', 'INTO', 'UPDATE']);
const BEHIND_TABLES: ReadonlySet<string> = new Set(
  'WHERE ON USING SET GROUP ORDER HAVING LIMIT WINDOW UNION INTERSECT EXCEPT SELECT VALUES RETURNING DEFAULT DO WHEN BEGIN END'.split(
    ' ',
  ),
);
const BETWEEN_TABLES: ReadonlySet<string> = new Set(
  'AS ONLY LATERAL NATURAL CROSS INNER LEFT RIGHT FULL OUTER TABLESAMPLE NOT INDEXED BY OR'.split(' '),
);

interface Level {
  tables: boolean;
  query: boolean;
}

/**
 * What a view, trigger, rule or policy speaks of, read from its text by where a name stands. Names in strings and
 * comments, output names behind AS, types behind `::` and functions are none. PostgreSQL writes a column's table wherever there is more than one.
 */
export function referencesIn(text: string): References {
  const tokens = [...text.matchAll(PIECE)].map(([token]) => token).filter((token) => !/^(?:E?'|--|\/\*)/.test(token));
  const tables = new Map<string, Set<string>>();
  const columns: { qualifier: string | null; name: string }[] = [];
  const levels: Level[] = [{ tables: false, query: true }];
  let last: string | null = null; // the table that an alias would be of
  for (const [at, token] of tokens.entries()) {
    const level = levels.at(-1) ?? { tables: false, query: true };
    const [before = '', after = ''] = [tokens[at - 1], tokens[at + 1]];
    const word = token.toUpperCase();
    if (token === '(') levels.push(opened(level, before));
    if (token === ')' && levels.length > 1) levels.pop();
    if (token === ',' || token === ')') last = null;
    if (token === ';') Object.assign(level, { tables: false });
    if (BEFORE_TABLES.has(word) && !isOtherUse(word, tokens, at, level)) {
      level.tables = true;
      last = null;
      continue;
    }
    if (BEHIND_TABLES.has(word)) level.tables = false;
    if (word === 'SELECT') level.query = true;
    if (!isName(token) || BEHIND_TABLES.has(word) || BETWEEN_TABLES.has(word) || after === '.') continue;
    const name = bare(token);
    if (level.tables && last !== null) {
      tables.get(last)?.add(name);
      last = null;
    } else if (level.tables) {
      if (after === '(' && !isInto(tokens, at)) continue;
      tables.set(name, (tables.get(name) ?? new Set()).add(name));
      last = name;
    } else if (before !== '::' && after !== '(' && before.toUpperCase() !== 'AS')
      columns.push({ qualifier: before === '.' ? bare(tokens[at - 2] ?? '') : null, name });
  }
  return { tables, columns };
}

// A parenthesis around joined tables is among them; that of a function or a list of columns is not.
function opened(level: Level, before: string): Level {
  const call = isName(before) && !BEFORE_TABLES.has(before.toUpperCase()) && !BETWEEN_TABLES.has(before.toUpperCase());
  return { tables: level.tables && !call, query: level.tables && !call };
}

// IS DISTINCT FROM, EXTRACT(… FROM …), ON CONFLICT DO UPDATE, and the event of a trigger.
function isOtherUse(word: string, tokens: readonly string[], at: number, { query }: Level): boolean {
  const [two = '', one = '', after = ''] = [tokens[at - 2], tokens[at - 1], tokens[at + 1]].map((token) =>
    token?.toUpperCase(),
  );
  if (word === 'FROM') return !query || (one === 'DISTINCT' && (two === 'IS' || two === 'NOT'));
  if (word === 'UPDATE') return one === 'DO' || ['OF', 'ON', 'OR', 'SET', 'TO', 'USING'].includes(after);
  return false;
}

function isInto(tokens: readonly string[], at: number): boolean {
  const behind = tokens[at - 1] === '.' ? tokens[at - 3] : tokens[at - 1];
  return behind?.toUpperCase() === 'INTO';
}

const isName = (token: string) => /^["`\p{L}_]/u.test(token);

function bare(token: string): string {
  const [quote = ''] = token;
  return quote === '"' || quote === '`' ? token.slice(1, -1).replaceAll(quote + quote, quote) : token;
}
