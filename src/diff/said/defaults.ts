import type { DialectName } from '../../model/statement.ts';

const NUMBER_TYPES = 'integer|bigint|smallint|numeric(?:\\(\\d+(?:,\\d+)?\\))?|double precision|real';

// Different words for one value (PostgreSQL manual, 9.9.5; SQLite, lang_createtable.html and lang_datefunc.html).
const SAME: Readonly<Record<DialectName, readonly (readonly [RegExp, string])[]>> = {
  postgres: [
    [/^(?:now\(\)|CURRENT_TIMESTAMP|transaction_timestamp\(\)|\('now'::text\)::timestamp with time zone)$/i, 'now'],
    [/^NULL(?:::.*)?$/is, ''],
    [new RegExp(`^\\(?'?(-?\\d+(?:\\.\\d+)?)'?\\)?(?:::(?:${NUMBER_TYPES}))+$`), '$1'],
    [/^\((-?\d+(?:\.\d+)?)\)$/, '$1'],
  ],
  sqlite: [
    [/^(?:CURRENT_TIMESTAMP|datetime\('now'\))$/i, 'now'],
    [/^(?:true|1)$/i, '1'],
    [/^(?:false|0)$/i, '0'],
    [/^'(-?\d+)'$/, '$1'],
  ],
};

/** Whether two defaults give the same value, both as the database prints them. */
export function isSameDefault(live: string | null, desired: string | null, dialect: DialectName): boolean {
  return live === desired || value(live, dialect) === value(desired, dialect);
}

function value(text: string | null, dialect: DialectName): string {
  if (text === null) return '';
  const found = SAME[dialect].find(([pattern]) => pattern.test(text));
  return found === undefined ? text : text.replace(found[0], found[1]);
}
