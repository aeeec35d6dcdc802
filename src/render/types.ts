import type { DialectName } from '../model/statement.ts';
import { Code } from './literal.ts';

/** What the values of a type are, as far as defaults are written differently. */
export type Family = 'text' | 'number' | 'fraction' | 'boolean' | 'json' | 'other';

/** A column's type in Sequelize's words, where they say exactly that SQL. */
export interface TypeWords {
  readonly code: string;
  readonly family: Family;
}

type Row = readonly [pattern: RegExp, words: string | ((found: RegExpExecArray) => string), family: Family];

const NUMBERS: readonly Row[] = [
  [/^integer$/, 'INTEGER', 'number'],
  [/^bigint$/, 'BIGINT', 'number'],
  [/^smallint$/, 'SMALLINT', 'number'],
  [/^real$/, 'REAL', 'fraction'],
  [/^double precision$/, 'DOUBLE', 'fraction'],
];

// As format_type prints them; Sequelize's spelling of each is another name of the same type (PostgreSQL manual, table 8.1).
const POSTGRES: readonly Row[] = [
  ...NUMBERS,
  [/^character varying\(255\)$/, 'STRING', 'text'],
  [/^character varying\((\d+)\)$/, ([, length]) => `STRING(${length})`, 'text'],
  [/^character\(255\)$/, 'CHAR', 'text'],
  [/^character\((\d+)\)$/, ([, length]) => `CHAR(${length})`, 'text'],
  [/^text$/, 'TEXT', 'text'],
  [/^citext$/, 'CITEXT', 'text'],
  [/^numeric$/, 'DECIMAL', 'number'],
  [/^numeric\((\d+),0\)$/, ([, precision]) => `DECIMAL(${precision})`, 'number'],
  [/^numeric\((\d+),(\d+)\)$/, ([, precision, scale]) => `DECIMAL(${precision}, ${scale})`, 'number'],
  [/^boolean$/, 'BOOLEAN', 'boolean'],
  [/^timestamp with time zone$/, 'DATE', 'other'],
  [/^date$/, 'DATEONLY', 'other'],
  [/^time without time zone$/, 'TIME', 'other'],
  [/^json$/, 'JSON', 'json'],
  [/^jsonb$/, 'JSONB', 'json'],
  [/^bytea$/, 'BLOB', 'other'],
  [/^uuid$/, 'UUID', 'other'],
  [/^inet$/, 'INET', 'other'],
  [/^cidr$/, 'CIDR', 'other'],
  [/^macaddr$/, 'MACADDR', 'other'],
  [/^tsvector$/, 'TSVECTOR', 'other'],
  [/^int4range$/, 'RANGE(DataTypes.INTEGER)', 'other'],
  [/^int8range$/, 'RANGE(DataTypes.BIGINT)', 'other'],
  [/^numrange$/, 'RANGE(DataTypes.DECIMAL)', 'other'],
  [/^tstzrange$/, 'RANGE(DataTypes.DATE)', 'other'],
  [/^daterange$/, 'RANGE(DataTypes.DATEONLY)', 'other'],
];

// As SQLite's reflection spells a declared type; here the declaration itself must be the same.
const SQLITE: readonly Row[] = [
  [/^INTEGER$/, 'INTEGER', 'number'],
  [/^BIGINT$/, 'BIGINT', 'number'],
  [/^SMALLINT$/, 'SMALLINT', 'number'],
  [/^MEDIUMINT$/, 'MEDIUMINT', 'number'],
  [/^TINYINT$/, 'TINYINT', 'number'],
  [/^FLOAT$/, 'FLOAT', 'fraction'],
  [/^REAL$/, 'REAL', 'fraction'],
  [/^DOUBLE PRECISION$/, 'DOUBLE', 'fraction'],
  [/^DECIMAL$/, 'DECIMAL', 'number'],
  [/^DECIMAL\((\d+)\)$/, ([, precision]) => `DECIMAL(${precision})`, 'number'],
  [/^DECIMAL\((\d+),(\d+)\)$/, ([, precision, scale]) => `DECIMAL(${precision}, ${scale})`, 'number'],
  [/^TINYINT\(1\)$/, 'BOOLEAN', 'boolean'],
  [/^VARCHAR\(255\)$/, 'STRING', 'text'],
  [/^VARCHAR\((\d+)\)$/, ([, length]) => `STRING(${length})`, 'text'],
  [/^CHAR\(255\)$/, 'CHAR', 'text'],
  [/^CHAR\((\d+)\)$/, ([, length]) => `CHAR(${length})`, 'text'],
  [/^TEXT$/, 'TEXT', 'text'],
  [/^DATETIME$/, 'DATE', 'other'],
  [/^DATE$/, 'DATEONLY', 'other'],
  [/^TIME$/, 'TIME', 'other'],
  [/^JSON$/, 'JSON', 'json'],
  [/^JSONB$/, 'JSONB', 'json'],
  [/^BLOB$/, 'BLOB', 'other'],
  [/^UUID$/, 'UUID', 'other'],
];

const ROWS: Readonly<Record<DialectName, readonly Row[]>> = { postgres: POSTGRES, sqlite: SQLITE };

/** Sequelize's words for a type that the database prints, as in `DataTypes.STRING(20)`; null: it has none that say exactly this. */
export function typeWords(type: string, dialect: DialectName): TypeWords | null {
  const element = dialect === 'postgres' ? /^(.+)\[\]$/.exec(type)?.[1] : undefined;
  if (element !== undefined) {
    const inner = typeWords(element, dialect);
    return inner === null ? null : { code: `DataTypes.ARRAY(${inner.code})`, family: 'other' };
  }
  for (const [pattern, words, family] of ROWS[dialect]) {
    const found = pattern.exec(type);
    if (found !== null) return { code: `DataTypes.${typeof words === 'string' ? words : words(found)}`, family };
  }
  return null;
}

/** A type as a revision has it: Sequelize's word, or the SQL text. */
export function typeValue(type: string, dialect: DialectName): Code | string {
  const words = typeWords(type, dialect);
  return words === null ? type : new Code(words.code, ['DataTypes']);
}
