import { display, type QualifiedName } from '../../src/model/names.ts';
import type { SchemaSnapshot } from '../../src/model/schema.ts';

/** Everything that a snapshot says, by the name of what it says it of. */
export function facts(schema: SchemaSnapshot): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const say = (name: string, value: unknown) => void found.set(name, JSON.stringify(value));
  for (const { columns, constraints, indexes, ...table } of schema.tables) {
    const name = display(table.name);
    say(`table ${name}`, { ...table, order: columns.map((column) => column.name) });
    for (const column of columns) say(`column ${name}.${column.name}`, column);
    for (const constraint of constraints) say(`constraint ${name}.${constraint.name}`, constraint);
    for (const index of indexes) say(`index ${name}.${index.name}`, index);
  }
  for (const type of schema.enums) say(`enum ${display(type.name)}`, type);
  for (const object of schema.objects)
    say(`${object.type} ${display(object.name)}${arguments_(object.signature)}${onTable(object.table)}`, object);
  const grants = (schema.grants ?? []).filter(({ byDefault }) => byDefault !== true);
  for (const { on, name, column, signature, to } of grants)
    say(`grants on ${on} ${display(name)}${column === null ? '' : `.${column}`}${arguments_(signature)}`, to);
  return found;
}

/** The names of what is not the same in both. */
export function differences(current: SchemaSnapshot, desired: SchemaSnapshot): readonly string[] {
  const [one, other] = [facts(current), facts(desired)];
  return [...new Set([...one.keys(), ...other.keys()])].filter((name) => one.get(name) !== other.get(name));
}

const arguments_ = (signature: string | null) => (signature === null ? '' : `(${signature})`);
const onTable = (table: QualifiedName | null) => (table === null ? '' : ` on ${display(table)}`);
