import type { Connection } from '../connection.ts';
import type { ScriptSession, ScriptStart, ScriptStep, ScriptText } from '../script.ts';
import { type Lexeme, lexemes } from '../sql-text.ts';
import type { StateNames } from '../state.ts';
import { literal, quote } from './state.ts';
import { textLiteral, valueLiteral } from './values.ts';

const BEGIN = 'BEGIN IMMEDIATE;';
const ORPHANS = 'SELECT "table" AS child, parent, count(*) AS n FROM pragma_foreign_key_check GROUP BY 1, 2';

/** Scripts for the `sqlite3` shell. SQLite raises errors of one's own in triggers only; the name of a CHECK says the words instead. */
export const script: ScriptText = {
  database: 'SQLite',
  program: 'sqlite3 -bail DATABASE < FILE',
  literal: valueLiteral,
  shielded,
  session,
  harmless: async () => null,
  start,
  step,
};

async function session(db: Connection, names: StateNames): Promise<ScriptSession> {
  const [row] = await db.query('PRAGMA foreign_keys');
  const foreignKeys = row?.foreign_keys === 1;
  return { settings: [`PRAGMA foreign_keys = ${foreignKeys ? 'ON' : 'OFF'}`], restore: null, names, foreignKeys };
}

// The shell reads lines: it takes the CR off their ends, and a line that holds `/` or `go` alone ends a statement (cli.html).
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
  return `${text.join('')}${pieces.at(-1)?.text.startsWith('--') ? '\n' : ''}`;
}

function endsStatement(next: Lexeme | undefined): boolean {
  return next !== undefined && /^(?:\/|go)$/i.test(next.text);
}

function start({ names, tables, applied, called }: ScriptStart): readonly string[] {
  const table = quote(names.revision);
  const count = `(SELECT count(*) FROM ${table}) = ${applied.length}`;
  const these = `(SELECT count(*) FROM ${table} WHERE revision IN (${applied.map(literal).join(', ')})) = ${applied.length}`;
  return [
    BEGIN,
    ...tables.create.map((sql) => `${sql};`),
    ...expect(`this script starts at ${called}`, `SELECT ${count} AND ${these}`),
    'COMMIT;',
  ];
}

function step({ revision, transaction, foreignKeys, lines, rows }: ScriptStep): readonly string[] {
  const recorded = rows.map((sql) => `${sql};`);
  if (!transaction) return [...lines, BEGIN, ...recorded, 'COMMIT;'];
  if (foreignKeys) return [BEGIN, ...lines, ...recorded, 'COMMIT;'];
  const grown = `SELECT NOT EXISTS (SELECT 1 FROM (${ORPHANS}) AS now LEFT JOIN temp.windlass_orphans AS old ON old.child = now.child AND old.parent = now.parent WHERE now.n > coalesce(old.n, 0))`;
  return [
    'PRAGMA foreign_keys = OFF;', // a no-op inside a transaction
    BEGIN,
    `CREATE TEMP TABLE windlass_orphans AS ${ORPHANS};`,
    ...lines,
    ...expect(`${revision} would leave rows that point at no row of a parent`, grown),
    'DROP TABLE temp.windlass_orphans;',
    ...recorded,
    'COMMIT;',
    'PRAGMA foreign_keys = ON;',
  ];
}

// Fails with those words unless the query answers 1.
function expect(words: string, query: string): readonly string[] {
  return [
    `CREATE TEMP TABLE windlass_expected (met INTEGER CONSTRAINT ${quote(words)} CHECK (met));`,
    `INSERT INTO temp.windlass_expected ${query};`,
    'DROP TABLE temp.windlass_expected;',
  ];
}
