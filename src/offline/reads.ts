import { type Lexeme, lexemes } from '../dialects/sql-text.ts';
import type { DialectName } from '../dialects/target.ts';

/** What a statement is to a script. */
export interface Reading {
  /** Whether it changes something, or may: then a script holds it. */
  readonly changes: boolean;
  /** The tables of the user whose rows its answer shows: what the revision does next may hang on them. */
  readonly shows: readonly string[];
}

const QUERIES = new Set(['SELECT', 'VALUES', 'TABLE', 'SHOW', 'EXPLAIN', 'WITH', 'DESCRIBE']);
const WRITES = new Set(['INSERT', 'UPDATE', 'DELETE', 'MERGE', 'REPLACE']);
// https://www.sqlite.org/pragma.html: what answers when it has an argument; without one, all but these do
const READING_PRAGMA =
  /^(?:table_x?info|table_list|index_list|index_x?info|foreign_key_list|foreign_key_check|integrity_check|quick_check|\w+_list)$/i;
const ACTING_PRAGMA = /^(?:incremental_vacuum|optimize|wal_checkpoint|shrink_memory)$/i;
// FROM that belongs to a function: extract(epoch FROM t), substring(s FROM 2), trim(both FROM s), overlay(… FROM 1), position
const TAKES_FROM = /^(?:EXTRACT|SUBSTRING|TRIM|OVERLAY|POSITION)$/;

/** Reads one statement. `harmless`: the functions that a plain read may call; null: all. */
export function reading(sql: string, dialect: DialectName, harmless: ReadonlySet<string> | null): Reading {
  const pieces = [...lexemes(sql, dialect)].filter(({ kind }) => kind !== 'space' && kind !== 'comment');
  const words = pieces.filter(({ kind }) => kind === 'word').map(({ text }) => text.toUpperCase());
  const [head = ''] = words;
  if (head === 'PRAGMA') return { changes: pragmaChanges(pieces), shows: [] };
  const writes = words.some((word) => WRITES.has(word)) && !(head === 'EXPLAIN' && !words.includes('ANALYZE'));
  if (!QUERIES.has(head) || (writes && (head === 'WITH' || head === 'EXPLAIN')))
    return { changes: true, shows: words.includes('RETURNING') ? target(pieces) : [] };
  const shows = dialect === 'sqlite' || head !== 'EXPLAIN' ? tables(pieces) : [];
  const into = dialect === 'postgres' && words.includes('INTO');
  return {
    changes: into || (harmless !== null && callsOther(pieces, harmless)),
    shows: head === 'EXPLAIN' ? [] : shows,
  };
}

function pragmaChanges(pieces: readonly Lexeme[]): boolean {
  const at = pieces[2]?.text === '.' ? 3 : 1;
  const name = pieces[at]?.text ?? '';
  const next = pieces[at + 1]?.text;
  if (next === undefined || next === ';') return ACTING_PRAGMA.test(name);
  return next === '=' || !READING_PRAGMA.test(name);
}

function callsOther(pieces: readonly Lexeme[], harmless: ReadonlySet<string>): boolean {
  return pieces.some((piece, index) => {
    const called = pieces[index + 1]?.text === '(' && (piece.kind === 'word' || piece.kind === 'name');
    return called && !is(pieces[index - 1], 'AS') && !isCommonTable(pieces, index) && !harmless.has(nameOf(piece));
  });
}

// The names after FROM and JOIN, and after the commas between them, that are neither functions, catalogs nor names of WITH.
function tables(pieces: readonly Lexeme[]): readonly string[] {
  const own = new Set(pieces.flatMap((piece, index) => (isCommonTable(pieces, index) ? [nameOf(piece)] : [])));
  const found = new Set<string>();
  const open: string[] = [];
  for (const [index, piece] of pieces.entries()) {
    if (piece.text === '(') open.push(pieces[index - 1]?.text.toUpperCase() ?? '');
    if (piece.text === ')') open.pop();
    const inFunction = TAKES_FROM.test(open.at(-1) ?? '') || is(pieces[index - 1], 'DISTINCT');
    if (!(is(piece, 'JOIN') || (is(piece, 'FROM') && !inFunction))) continue;
    for (const name of listed(pieces, index + 1)) if (!own.has(name)) found.add(name);
  }
  return [...found];
}

// WITH name AS (…), other (columns) AS MATERIALIZED (…)
function isCommonTable(pieces: readonly Lexeme[], index: number): boolean {
  const [head, before, next, after] = [pieces[0], pieces[index - 1], pieces[index + 1], pieces[index + 2]];
  const listed = is(before, 'WITH') || is(before, 'RECURSIVE') || before?.text === ',';
  const opens = after?.text === '(' || is(after, 'NOT') || is(after, 'MATERIALIZED');
  return is(head, 'WITH') && listed && (next?.text === '(' || (is(next, 'AS') && opens));
}

// `a, b AS c, d.e JOIN …`: the tables of a FROM list.
function listed(pieces: readonly Lexeme[], from: number): readonly string[] {
  const names: string[] = [];
  let expected = true;
  for (let at = from; at < pieces.length; at += 1) {
    const piece = pieces[at];
    if (piece === undefined || piece.text === '(' || piece.text === ')' || piece.kind === 'semicolon') break;
    if (
      piece.kind === 'word' &&
      /^(?:WHERE|JOIN|ON|GROUP|ORDER|LIMIT|UNION|LEFT|RIGHT|INNER|CROSS|FULL|NATURAL)$/i.test(piece.text)
    )
      break;
    if (is(piece, 'ONLY') || is(piece, 'LATERAL')) continue;
    if (expected && (piece.kind === 'word' || piece.kind === 'name')) {
      const [name, next] = qualified(pieces, at);
      if (pieces[next]?.text !== '(' && !isCatalog(name)) names.push(name.at(-1) ?? '');
      at = next - 1;
      expected = false;
    }
    if (piece.text === ',') expected = true;
  }
  return names;
}

function qualified(pieces: readonly Lexeme[], at: number): [readonly string[], number] {
  const first = pieces[at];
  const name = first === undefined ? [] : [nameOf(first)];
  let next = at + 1;
  for (; pieces[next]?.text === '.'; next += 2) {
    const part = pieces[next + 1];
    if (part !== undefined) name.push(nameOf(part));
  }
  return [name, next];
}

function isCatalog(name: readonly string[]): boolean {
  const schema = name.length > 1 ? name.at(-2) : undefined;
  if (schema === 'information_schema' || schema === 'pg_catalog') return true;
  return /^(?:pg_|pragma_|sqlite_)/i.test(name.at(-1) ?? '');
}

// The table that INSERT INTO, UPDATE or DELETE FROM names.
function target(pieces: readonly Lexeme[]): readonly string[] {
  const at = pieces.findIndex((piece) => is(piece, 'INTO') || is(piece, 'UPDATE') || is(piece, 'FROM'));
  const start = is(pieces[at + 1], 'ONLY') ? at + 2 : at + 1;
  return qualified(pieces, start)[0].slice(-1);
}

function is(piece: Lexeme | undefined, word: string): boolean {
  return piece?.kind === 'word' && piece.text.toUpperCase() === word;
}

function nameOf({ kind, text }: Lexeme): string {
  return kind === 'name' ? text.slice(1, -1) : text.toLowerCase();
}
