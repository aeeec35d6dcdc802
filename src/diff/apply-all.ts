import { apply, type SchemaChange } from '../changes/index.ts';
import { title } from '../changes/object-names.ts';
import { holdingOf } from '../changes/rights.ts';
import { display } from '../model/names.ts';
import type { Grants, SchemaObject, SchemaSnapshot, Table } from '../model/schema.ts';
import { counts } from '../model/sequences.ts';
import { unfolded } from './unfolded.ts';

/**
 * The schema after the changes of a comparison, unfolded. In a time that grows with the schema and the changes, not with their product: what one
 * change touches is applied in a small schema of its own.
 */
export function applyAll(changes: readonly SchemaChange[], current: SchemaSnapshot): SchemaSnapshot {
  const before = unfolded(current);
  if (changes.some(({ kind }) => kind.startsWith('rename '))) return unfolded(changes.reduce(applied, before));
  const islands = new Islands(before);
  for (const change of changes) islands.join(touches(change));
  const parts = new Map<string, Part>();
  const partOf = (key: string): Part => {
    const root = islands.rootOf(key);
    const known = parts.get(root);
    if (known !== undefined) return known;
    const part: Part = { tables: [], enums: [], objects: [], grants: [], changes: [] };
    parts.set(root, part);
    return part;
  };
  for (const change of changes) partOf(touches(change)[0] ?? '').changes.push(change);
  for (const table of before.tables) partOf(tableKey(table)).tables.push(table);
  for (const type of before.enums) partOf(`type ${display(type.name)}`).enums.push(type);
  for (const object of before.objects) partOf(objectKey(object)).objects.push(object);
  for (const own of before.grants ?? []) partOf(`grants ${holdingOf(own)}`).grants.push(own);
  const results = [...parts.values()].map(({ changes: own, ...part }) => own.reduce(applied, part as SchemaSnapshot));
  return unfolded({
    tables: results.flatMap(({ tables }) => tables),
    enums: results.flatMap(({ enums }) => enums),
    objects: results.flatMap(({ objects }) => objects),
    ...((before.grants !== undefined || changes.some(({ kind }) => kind === 'set grants')) && {
      grants: results.flatMap(({ grants }) => grants ?? []),
    }),
  });
}

interface Part {
  readonly tables: Table[];
  readonly enums: SchemaSnapshot['enums'][number][];
  readonly objects: SchemaObject[];
  readonly grants: Grants[];
  readonly changes: SchemaChange[];
}

// What brings a sequence along is unfolded at once: the next change may be of the sequence.
function applied(schema: SchemaSnapshot, change: SchemaChange): SchemaSnapshot {
  const after = apply(change, schema);
  if (change.kind === 'create table') return change.table.columns.some(counts) ? unfolded(after) : after;
  return change.kind === 'add column' && counts(change.column) ? unfolded(after) : after;
}

const tableKey = ({ name }: Pick<Table, 'name'>) => `table ${display(name)}`;

function objectKey(object: Omit<SchemaObject, 'definition'>): string {
  return object.table === null ? `object ${title(object)}` : tableKey({ name: object.table });
}

// What each change touches, by key.
function touches(change: SchemaChange): readonly string[] {
  switch (change.kind) {
    case 'create object':
    case 'drop object':
      return [objectKey(change.object)];
    case 'replace object':
    case 'alter sequence':
      return [objectKey(change.from), objectKey(change.to)];
    case 'set grants':
      return [`grants ${holdingOf(change.on)}`];
    case 'create enum':
      return [`type ${display(change.type.name)}`];
    case 'drop enum':
    case 'add enum value':
    case 'rename enum value':
    case 'set enum labels':
      return [`type ${display(change.name)}`];
    case 'create table':
      return [tableKey(change.table)];
    case 'drop table':
      return [tableKey(change)];
    case 'set comment':
      return [tableKey(change.on)];
    case 'set note':
      if (change.on.type === 'enum') return [`type ${display(change.on.name)}`];
      return [change.on.type === 'object' ? objectKey(change.on.object) : tableKey({ name: change.on.table })];
    case 'set parents':
      return [change.table, ...(change.from?.parents ?? []), ...(change.to?.parents ?? [])].map((name) =>
        tableKey({ name }),
      );
    default:
      return 'table' in change ? [tableKey({ name: change.table })] : [''];
  }
}

/** Keys that belong together: tables with those that they inherit from, whatever a change touches at once. */
class Islands {
  readonly #parents = new Map<string, string>();

  constructor({ tables }: SchemaSnapshot) {
    for (const table of tables)
      this.join([tableKey(table), ...(table.partitioning?.parents ?? []).map((name) => tableKey({ name }))]);
  }

  join(keys: readonly string[]): void {
    const [first = '', ...others] = keys;
    for (const other of others) {
      const [one, root] = [this.rootOf(first), this.rootOf(other)];
      if (one !== root) this.#parents.set(root, one);
    }
  }

  rootOf(key: string): string {
    let root = key;
    for (let next = this.#parents.get(root); next !== undefined; next = this.#parents.get(root)) root = next;
    return root;
  }
}
