import { display, isSame } from '../model/names.ts';
import type { Column, Constraint, ForeignKey, SchemaSnapshot, Table } from '../model/schema.ts';

/** The tables and foreign keys as a diagram of Mermaid (`erDiagram`). What its words cannot hold is replaced there and given whole in the comment. */
export function mermaid(schema: SchemaSnapshot): string {
  const lines = schema.tables.flatMap((table) => [
    `  ${entity(display(table.name))} {`,
    ...table.columns.map((column) => `    ${attribute(table, column)}`),
    '  }',
  ]);
  const relations = schema.tables.flatMap((table) =>
    table.constraints.filter(isForeignKey).map((key) => `  ${relation(schema, table, key)}`),
  );
  return `${['erDiagram', ...lines, ...relations].join('\n')}\n`;
}

function attribute(table: Table, column: Column): string {
  const keys = [
    ...(has(table, 'primary key', column.name) ? ['PK'] : []),
    ...(has(table, 'foreign key', column.name) ? ['FK'] : []),
    ...(has(table, 'unique', column.name) ? ['UK'] : []),
  ].join(', ');
  const [type, name] = [word(column.type), word(column.name)];
  const notes = [
    ...(name === column.name ? [] : [column.name]),
    ...(type === column.type ? [] : [column.type]),
    ...(column.nullable ? [] : ['NOT NULL']),
    ...(column.comment === null ? [] : [column.comment]),
  ];
  return [type, name, keys, notes.length === 0 ? '' : quoted(notes.join(', '))].filter((part) => part !== '').join(' ');
}

// Crow's feet: one parent, or none where the columns may be null; many children, or one where they are unique.
function relation({ tables }: SchemaSnapshot, table: Table, { columns, references, name }: ForeignKey): string {
  const nullable = table.columns.some((column) => columns.includes(column.name) && column.nullable);
  const single = table.constraints.some(
    (other) =>
      (other.kind === 'unique' || other.kind === 'primary key') && other.columns.every((one) => columns.includes(one)),
  );
  const parent = tables.find((other) => isSame(other.name, references.table))?.name ?? references.table;
  const feet = `${nullable ? '|o' : '||'}--${single ? 'o|' : 'o{'}`;
  return `${entity(display(parent))} ${feet} ${entity(display(table.name))} : ${quoted(name ?? columns.join(', '))}`;
}

function has({ constraints }: Table, kind: 'primary key' | 'foreign key' | 'unique', column: string): boolean {
  return constraints.some((constraint) => constraint.kind === kind && constraint.columns.includes(column));
}

function isForeignKey(constraint: Constraint): constraint is ForeignKey {
  return constraint.kind === 'foreign key';
}

// A name in quotes ends at a quote and holds neither %, \ nor a line's end (erDiagram.jison, ENTITY_NAME).
function entity(name: string): string {
  return `"${name.replace(/["%\\\p{Cc}]/gu, '_')}"`;
}

function quoted(text: string): string {
  return `"${text.replaceAll('"', "'").replace(/\p{Cc}+/gu, ' ')}"`;
}

// Types and names of attributes are words: letters, digits, - _ [ ] ( ), a letter first (erDiagram.jison, ATTRIBUTE_WORD).
function word(text: string): string {
  const plain = text.replace(/[^\p{L}\p{N}_()[\]-]/gu, '_');
  return /^[\p{L}_]/u.test(plain) ? plain : `_${plain}`;
}
