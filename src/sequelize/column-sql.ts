import type { ModelAttributeColumnOptions, QueryInterface } from 'sequelize';

/** What a revision says of a column: a type, or an object of which only what is named counts. */
export type ColumnOptions = ModelAttributeColumnOptions & { references?: unknown };

/** The parts of Sequelize's SQL for a column, each by itself; null where the revision does not name it. */
export interface ColumnSql {
  /** The whole definition, as CREATE TABLE has it. */
  readonly whole: string;
  readonly type: string | null;
  readonly nullable: boolean | null;
  /** The expression; `undefined` where no default is named, null where it is taken away. */
  readonly expression: string | null | undefined;
  /** `REFERENCES table (column) ON …` */
  readonly references: string | null;
}

interface Generator {
  attributesToSQL(attributes: Record<string, unknown>, options: object): Record<string, string>;
  replaceBooleanDefaults?(sql: string): string;
}

/** Sequelize's own SQL for a column, in parts: of `changeColumn` only what is named may change. */
export function columnSql(queryInterface: QueryInterface, table: unknown, column: string, given: unknown): ColumnSql {
  const generator = queryInterface.queryGenerator as unknown as Generator;
  const { normalizeAttribute } = queryInterface as unknown as { normalizeAttribute(given: unknown): ColumnOptions };
  const all = normalizeAttribute.call(queryInterface, copy(given));
  const sql = (attribute: object) => {
    const text = generator.attributesToSQL({ [column]: attribute }, { context: 'changeColumn', table })[column] ?? '';
    return generator.replaceBooleanDefaults?.(text) ?? text;
  };
  const named = isOptions(given) ? given : { type: given };
  const { type = 'TEXT', defaultValue, references, onDelete, onUpdate } = all;
  const typeSql = 'type' in named ? sql({ type, allowNull: true }) : null;
  // Sequelize writes every part behind a type
  const behindType = (attribute: object) =>
    sql({ type, ...attribute })
      .slice(sql({ type }).length)
      .trim();
  return {
    whole: sql({ ...all, type }),
    type: typeSql === null ? null : bare(typeSql),
    nullable: 'allowNull' in named ? named.allowNull !== false : null,
    expression:
      !('defaultValue' in named) || defaultValue === undefined ? undefined : expression(behindType({ defaultValue })),
    references: references == null ? null : behindType({ references, onDelete, onUpdate }),
  };
}

// On PostgreSQL Sequelize marks what is no type with words of its own: "TEXT DROP NOT NULL" and the like.
function bare(type: string): string {
  return type.replace(/\s+(?:NULL|DROP NOT NULL|DROP DEFAULT)\b.*$/i, '').trim();
}

// A default that calls a function needs parentheses on SQLite (lang_createtable.html#dfltval), and may have them on PostgreSQL.
function expression(written: string): string | null {
  const text = written.replace(/^DEFAULT\s+/i, '');
  if (text === '' || /^NULL$/i.test(text)) return null;
  return /^[^'(]*\(/.test(text) && !text.startsWith('(') ? `(${text})` : text;
}

function isOptions(given: unknown): given is ColumnOptions {
  return typeof given === 'object' && given !== null && Object.getPrototypeOf(given) === Object.prototype;
}

function copy(given: unknown): unknown {
  return isOptions(given) ? { ...given } : given;
}
