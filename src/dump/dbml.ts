import type { QualifiedName } from '../model/names.ts';
import type { Column, Constraint, EnumType, ForeignKey, Index, SchemaSnapshot, Table } from '../model/schema.ts';

/** Tables, enum types, indexes and foreign keys in DBML (dbml.dbdiagram.io); CHECKs and what else it has no word for stand in notes. */
export function dbml(schema: SchemaSnapshot): string {
  const enums = new Set(schema.enums.map(({ name }) => key(name)));
  const blocks = [
    ...schema.enums.map(enumBlock),
    ...schema.tables.map((table) => tableBlock(table, enums)),
    ...schema.tables.flatMap((table) =>
      table.constraints.flatMap((one) => (one.kind === 'foreign key' ? [reference(table, one)] : [])),
    ),
  ];
  return `${blocks.join('\n\n')}\n`;
}

function enumBlock({ name, labels }: EnumType): string {
  return block(`Enum ${qualified(name)}`, labels.map(quoted));
}

function tableBlock(table: Table, enums: ReadonlySet<string>): string {
  const single = singleKey(table);
  const columns = table.columns.map((column) => columnLine(column, column.name === single, enums));
  const indexes = [...table.constraints.flatMap((one) => keyLine(one, single)), ...table.indexes.map(indexLine)];
  const notes = [...(table.comment === null ? [] : [table.comment]), ...table.constraints.flatMap(checkNote)];
  return block(`Table ${qualified(table.name)}`, [
    ...columns,
    ...(indexes.length === 0 ? [] : ['', ...block('indexes', indexes).split('\n')]),
    ...(notes.length === 0 ? [] : ['', `Note: ${text(notes.join('; '))}`]),
  ]);
}

function columnLine(column: Column, isKey: boolean, enums: ReadonlySet<string>): string {
  const { name, type, nullable, identity, generated, comment } = column;
  const settings = [
    ...(isKey ? ['pk'] : []),
    ...(identity === null ? [] : ['increment']),
    ...(nullable ? [] : ['not null']),
    ...(column.default === null ? [] : [`default: ${expression(column.default)}`]),
    ...(generated === null ? [] : [`note: ${text(`generated: ${generated.expression}`)}`]),
    ...(comment === null || generated !== null ? [] : [`note: ${text(comment)}`]),
  ];
  const written = enums.has(type) ? type.split('.').map(quoted).join('.') : typeName(type);
  return `${quoted(name)} ${written}${bracketed(settings)}`;
}

function singleKey({ constraints }: Table): string | null {
  const found = constraints.find(({ kind }) => kind === 'primary key');
  return found?.kind === 'primary key' && found.columns.length === 1 ? (found.columns[0] ?? null) : null;
}

// A key of one column is said at the column.
function keyLine(constraint: Constraint, single: string | null): readonly string[] {
  if (constraint.kind !== 'unique' && constraint.kind !== 'primary key') return [];
  if (constraint.kind === 'primary key' && single !== null) return [];
  const settings = [constraint.kind === 'unique' ? 'unique' : 'pk', ...named(constraint.name)];
  return [`(${constraint.columns.map(quoted).join(', ')})${bracketed(settings)}`];
}

function indexLine({ name, unique, method, parts, where }: Index): string {
  const written = parts.map(({ column, expression: sql }) =>
    column === null ? expression(sql ?? '') : quoted(column),
  );
  const settings = [
    ...(unique ? ['unique'] : []),
    // the only two that DBML knows
    ...(method === 'btree' || method === 'hash' ? [`type: ${method}`] : []),
    ...named(name),
    ...(where === null ? [] : [`note: ${text(`WHERE ${where}`)}`]),
  ];
  return `(${written.join(', ')})${bracketed(settings)}`;
}

function checkNote(constraint: Constraint): readonly string[] {
  const name = constraint.name === null ? '' : `${constraint.name}: `;
  if (constraint.kind === 'check') return [`${name}CHECK (${constraint.expression})`];
  return constraint.kind === 'exclusion' ? [`${name}EXCLUDE ${constraint.definition}`] : [];
}

function reference(table: Table, foreignKey: ForeignKey): string {
  const { name, columns, references, onDelete, onUpdate } = foreignKey;
  const settings = [
    ...(onDelete === null ? [] : [`delete: ${onDelete.toLowerCase()}`]),
    ...(onUpdate === null ? [] : [`update: ${onUpdate.toLowerCase()}`]),
  ];
  const title = name === null ? 'Ref' : `Ref ${quoted(name)}`;
  return `${title}: ${end(table.name, columns)} > ${end(references.table, references.columns)}${bracketed(settings)}`;
}

function end(table: QualifiedName, columns: readonly string[]): string {
  const list = columns.map(quoted).join(', ');
  return `${qualified(table)}.${columns.length === 1 ? list : `(${list})`}`;
}

function block(title: string, lines: readonly string[]): string {
  return [`${title} {`, ...lines.map((line) => (line === '' ? '' : `  ${line}`)), '}'].join('\n');
}

const named = (name: string | null) => (name === null ? [] : [`name: ${quoted(name)}`]);
const bracketed = (settings: readonly string[]) => (settings.length === 0 ? '' : ` [${settings.join(', ')}]`);
const key = ({ schema, name }: QualifiedName) => (schema === null ? name : `${schema}.${name}`);
const qualified = ({ schema, name }: QualifiedName) =>
  schema === null ? quoted(name) : `${quoted(schema)}.${quoted(name)}`;
const quoted = (name: string) => `"${escaped(name, '"')}"`;
const text = (words: string) => `'${escaped(words, "'")}'`;
const expression = (sql: string) => `\`${escaped(sql, '`')}\``;
const typeName = (type: string) =>
  /^\w+(?:\(\d+(?:, ?\d+)?\))?$/.test(type) ? type : quoted(type === '' ? 'any' : type);

function escaped(words: string, quote: string): string {
  return words
    .replaceAll('\\', '\\\\')
    .replaceAll(quote, `\\${quote}`)
    .replace(/\p{Cc}+/gu, ' ');
}
