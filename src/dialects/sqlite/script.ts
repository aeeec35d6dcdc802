import type { Connection } from '../connection.ts';
import type { ScriptSession, ScriptStart, ScriptText, ScriptTransaction } from '../script.ts';
import { type Lexeme, lexemes } from '../sql-text.ts';
import type { StateNames } from '../state.ts';
import { expectation } from './expect.ts';
import { literal, quote } from './state.ts';
import { textLiteral, valueLiteral } from './values.ts';

const BEGIN = 'BEGIN IMMEDIATE;';
const ORPHANS = 'SELECT "table" AS child, parent, count(*) AS n FROM pragma_foreign_key_check GROUP BY 1, 2';

/** Scripts for the `sqlite3` shell. */
export const script: ScriptText = {
  database: 'SQLite',
  program: 'sqlite3 -bail DATABASE < FILE',
  literal: valueLiteral,
  shielded,
  session,
  harmless: async () => null,
  start,
  step: ({ lines, rows }) => [...lines, ...rows.map((sql) => `${sql};`)],
  outside: ({ lines, rows }) => [...lines, BEGIN, ...rows.map((sql) => `${sql};`), 'COMMIT;'],
  inTransaction,
};

async function session(db: Connection, names: StateNames): Promise<ScriptSession> {
  const [row] = await db.query('PRAGMA foreign_keys');
  const foreignKeys = row?.foreign_keys === 1;
  return { settings: [`PRAGMA foreign_keys = ${foreignKeys ? 'ON' : 'OFF'}`], restore: null, names, foreignKeys };
}

// The shell reads lines: it takes the CR off their ends, and a line that holds `/` or `go` alone ends a statement (cli.html). The text of a
// CREATE TABLE takes no expression in a string's place without becoming another text: there only a word of warning helps.
function shielded(sql: string): string {
  const pieces = [...lexemes(sql, 'sqlite')];
  const writes = /^(?:INSERT|UPDATE|DELETE|REPLACE|WITH)$/i.test(
    pieces.find(({ kind }) => kind === 'word')?.text ?? '',
  );
  const text = pieces.map((piece, index) => {
    if (piece.kind === 'string' && writes && piece.text.includes('\r'))
      return textLiteral(piece.text.slice(1, -1).replaceAll("''", "'"));
    return piece.kind === 'space' && endsStatement(pieces[index + 1]) ? ' ' : piece.text;
  });
  const whole = `${text.join('')}${pieces.at(-1)?.text.startsWith('--') ? '\n' : ''}`;
  return whole.includes('\r\n') ? `-- the sqlite3 shell takes the CR of CR LF out of this:\n${whole}` : whole;
}

function endsStatement(next: Lexeme | undefined): boolean {
  return next !== undefined && /^(?:\/|go)$/i.test(next.text);
}

function start({ names, tables, applied, called }: ScriptStart): readonly string[] {
  const table = quote(names.revision);
  const count = `(SELECT count(*) FROM ${table}) = ${applied.length}`;
  const these = `(SELECT count(*) FROM ${table} WHERE revision IN (${applied.map(literal).join(', ')})) = ${applied.length}`;
  return [
    ...tables.create.map((sql) => `${sql};`),
    ...expect(`this script starts at ${called}`, `SELECT ${count} AND ${these}`),
  ];
}

function inTransaction(lines: readonly string[], { foreignKeys, called }: ScriptTransaction): readonly string[] {
  if (foreignKeys) return [BEGIN, ...lines, 'COMMIT;'];
  const grown = `SELECT NOT EXISTS (SELECT 1 FROM (${ORPHANS}) AS now LEFT JOIN temp.windlass_orphans AS old ON old.child = now.child AND old.parent = now.parent WHERE now.n > coalesce(old.n, 0))`;
  return [
    'PRAGMA foreign_keys = OFF;', // a no-op inside a transaction
    BEGIN,
    `CREATE TEMP TABLE windlass_orphans AS ${ORPHANS};`,
    ...lines,
    ...expect(`${called} would leave rows that point at no row of a parent`, grown),
    'DROP TABLE temp.windlass_orphans;',
    'COMMIT;',
    'PRAGMA foreign_keys = ON;',
  ];
}

function expect(words: string, query: string): readonly string[] {
  return expectation(words, query).map((sql) => `${sql};`);
}
