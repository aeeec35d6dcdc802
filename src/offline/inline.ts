import type { BoundValues, ScriptText } from '../dialects/script.ts';
import { lexemes } from '../dialects/sql-text.ts';
import type { DialectName } from '../dialects/target.ts';

/**
 * A statement with the values that the driver was given beside it written into its text. Parameters are told from the same characters
 * inside strings, quoted names and comments, and from operators; without values nothing is a parameter.
 */
export function inlined(sql: string, values: BoundValues | null, dialect: DialectName, text: ScriptText): string {
  if (values === null) return sql;
  const boundTo = dialect === 'postgres' ? byNumber(values) : asSqliteBinds(values);
  let written = '';
  for (const lexeme of lexemes(sql, dialect)) {
    if (lexeme.kind !== 'parameter') {
      written += lexeme.text;
      continue;
    }
    const value = text.literal(boundTo(lexeme.text));
    // U&$1 is a column and a parameter; U&'…' would be a string. An operator before a sign would grow.
    const glued = /[\w$&'"\-\u0080-\uffff]$/.test(written) && /^[\w'"-]/.test(value);
    written += glued ? ` ${value}` : value;
  }
  return written;
}

function byNumber(values: BoundValues): (parameter: string) => unknown {
  return (parameter) => (values as readonly unknown[])[Number(parameter.slice(1)) - 1];
}

// `?` takes the number after the largest so far, `?5` is the fifth; a name takes one of its own when it is first seen. Names are looked up with
// their sign, as `sqlite3` does: https://github.com/TryGhost/node-sqlite3/wiki/API#databaserunsql--param---callback
function asSqliteBinds(values: BoundValues): (parameter: string) => unknown {
  const numbers = new Map<string, number>();
  let largest = 0;
  const numberOf = (parameter: string): number => {
    const known = numbers.get(parameter);
    if (known !== undefined) return known;
    const number = /^\?\d/.test(parameter) ? Number(parameter.slice(1)) : largest + 1;
    largest = Math.max(largest, number);
    if (parameter !== '?') numbers.set(parameter, number);
    return number;
  };
  return (parameter) => {
    const number = numberOf(parameter);
    if (Array.isArray(values)) return values[number - 1];
    const named = values as Readonly<Record<string, unknown>>;
    return named[parameter] ?? named[String(number)];
  };
}
