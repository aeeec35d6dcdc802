import { type DialectName, SqlText } from '../model/statement.ts';
import { Code, quoted } from './literal.ts';
import { type Family, typeWords } from './types.ts';

/** A default as a revision has it: a value where Sequelize writes exactly this SQL for it, else `fn('now')` or `literal('…')`. `labelled`: the column is an ENUM. */
export function defaultValue(sql: string, type: string, dialect: DialectName, labelled = false): unknown {
  const family = labelled ? 'text' : (typeWords(type, dialect)?.family ?? 'other');
  const value = VALUES[family](sql, type, dialect);
  if (value !== undefined) return value;
  const called = /^([a-z_][a-z0-9_]*)\(\)$/.exec(sql)?.[1];
  return called === undefined ? new SqlText(sql) : new Code(`fn(${quoted(called)})`, ['fn']);
}

type Reader = (sql: string, type: string, dialect: DialectName) => unknown;

// Each answers undefined for SQL that no value of its family stands for.
const VALUES: Readonly<Record<Family, Reader>> = {
  text: (sql, type, dialect) => {
    const text = constant(sql, type);
    // Sequelize turns a string that begins so into a number on SQLite (replaceBooleanDefaults)
    return dialect === 'sqlite' && /^(?:true|false)/.test(text ?? '') ? undefined : text;
  },
  number: (sql) => numeric(/^'(-\d+)'::integer$/.exec(sql)?.[1] ?? sql),
  // Sequelize writes them as strings
  fraction: (sql, type) => numeric(constant(sql, type)),
  boolean: (sql, _type, dialect) => {
    const [yes, no] = dialect === 'sqlite' ? ['1', '0'] : ['true', 'false'];
    return sql === yes ? true : sql === no ? false : undefined;
  },
  json: (sql, type) => {
    const text = constant(sql, type);
    if (text === undefined) return undefined;
    const value = parsed(text);
    return typeof value === 'object' && value !== null && JSON.stringify(value) === text ? value : undefined;
  },
  other: () => undefined,
};

// Only as JavaScript prints it, too: 1.50 is another default than 1.5.
function numeric(text = ''): number | undefined {
  return /^-?\d+(?:\.\d+)?$/.test(text) && String(Number(text)) === text ? Number(text) : undefined;
}

// 'x', or 'x'::type where the type is the column's own.
function constant(sql: string, type: string): string | undefined {
  const [, text, cast] = /^'((?:[^'\\]|'')*)'(?:::(.+))?$/s.exec(sql) ?? [];
  if (text === undefined || text.includes('\0')) return undefined;
  const bare = type.replace(/\(.*\)$/, '').replace(/^character$/, 'bpchar');
  return cast === undefined || cast === bare ? text.replaceAll("''", "'") : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // no JSON: it stays SQL
  }
}
