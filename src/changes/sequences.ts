import { replaced } from '../model/edit.ts';
import { display, isSame } from '../model/names.ts';
import type { Column, SchemaObject, SchemaSnapshot } from '../model/schema.ts';
import { ownerOf } from '../model/sequences.ts';
import { AS_TEXT, type Names } from './as-text.ts';
import type { Kinds } from './family.ts';

/** A sequence with other options, another owner, another name; it counts on from where it is. Both are whole sequences. */
export interface SequenceChange {
  readonly kind: 'alter sequence';
  readonly from: SchemaObject;
  readonly to: SchemaObject;
}

/** ALTER SEQUENCE (PostgreSQL). */
export const sequences: Kinds<SequenceChange> = {
  'alter sequence': {
    phase: 'columns',
    destructive: false,
    reverse: ({ kind, from, to }) => ({ kind, from: to, to: from }),
    apply: ({ from, to }, schema) => {
      const same = ({ type, name }: SchemaObject) => type === 'sequence' && isSame(name, from.name);
      const objects = replaced(schema.objects, same, () => to, `sequence ${display(from.name)}`);
      return isSame(from.name, to.name) ? { ...schema, objects } : { ...renamedDefault(schema, from, to), objects };
    },
    sql: (change, write) =>
      write.dialect === 'sqlite'
        ? write.unsupported(
            'a sequence',
            "alter it on PostgreSQL only: if (op.sequelize.getDialect() === 'postgres') …",
          )
        : alterations(change, write).map((sql) => ({ sql })),
    describe: ({ from, to }) =>
      isSame(from.name, to.name)
        ? `alter sequence ${display(from.name)}`
        : `rename sequence ${display(from.name)} to ${display(to.name)}`,
    render: (change) => ({ method: 'execute', args: [alterations(change, AS_TEXT).join(';\n')] }),
  },
};

/** The default that counts by a sequence, as PostgreSQL prints it. */
export function nextValue({ definition }: SchemaObject): string {
  const name = /^CREATE (?:UNLOGGED )?SEQUENCE (.*?) AS /.exec(definition)?.[1] ?? '';
  return `nextval('${name.replaceAll("'", "''")}'::regclass)`;
}

// A default follows its sequence.
function renamedDefault(schema: SchemaSnapshot, from: SchemaObject, to: SchemaObject): SchemaSnapshot {
  const { table } = from;
  if (table === null) return schema;
  const old = nextValue(from);
  const column = (own: Column) => (own.default === old ? { ...own, default: nextValue(to) } : own);
  const tables = schema.tables.map((own) =>
    isSame(own.name, table) ? { ...own, columns: own.columns.map(column) } : own,
  );
  return { ...schema, tables };
}

// An identity's sequence cannot change its owner, and need not: that clause is left out where both have the same.
function alterations({ from, to }: SequenceChange, write: Names): readonly string[] {
  const alter = `ALTER SEQUENCE ${write.name(to.name)}`;
  const [before, after] = [optionsOf(from), optionsOf(to)];
  const [old, owner] = [ownedBy(from, write), ownedBy(to, write)];
  const clauses = [
    ...(before === after ? [] : [`${after}${/ CYCLE$/.test(after) ? '' : ' NO CYCLE'}`]),
    ...(old === owner ? [] : [`OWNED BY ${owner}`]),
  ];
  const unlogged = (object: SchemaObject) => object.definition.startsWith('CREATE UNLOGGED');
  return [
    ...(isSame(from.name, to.name)
      ? []
      : [`ALTER SEQUENCE ${write.name(from.name)} RENAME TO ${write.quote(to.name.name)}`]),
    ...(clauses.length === 0 ? [] : [`${alter} ${clauses.join(' ')}`]),
    ...(unlogged(from) === unlogged(to) ? [] : [`${alter} SET ${unlogged(to) ? 'UNLOGGED' : 'LOGGED'}`]),
    ...((from.comment ?? null) === (to.comment ?? null)
      ? []
      : [
          `COMMENT ON SEQUENCE ${write.name(to.name)} IS ${to.comment === undefined ? 'NULL' : write.literal(to.comment)}`,
        ]),
  ];
}

// What stands between the name and the owner: `AS integer INCREMENT BY …`.
function optionsOf({ definition }: SchemaObject): string {
  return definition.replace(/^.*? AS (?=\w+ INCREMENT)/s, 'AS ').replace(/ OWNED BY .*$/s, '');
}

function ownedBy(object: SchemaObject, write: Names): string {
  const column = ownerOf(object);
  return column === null || object.table === null ? 'NONE' : `${write.name(object.table)}.${write.quote(column)}`;
}
