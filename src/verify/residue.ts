import { differences } from '../diff/differences.ts';
import { isEqual } from '../diff/same.ts';
import type { SchemaSnapshot, Table } from '../model/schema.ts';
import type { Fingerprint } from './fingerprint.ts';
import type { Finding } from './result.ts';

/** What a revision has left behind, and what it could not but lose. */
export interface Residue {
  readonly differences: readonly Finding[];
  readonly lost: readonly Finding[];
}

const AFTER_DOWN = { current: 'after up and down', desired: 'before up' };
const AFTER_AGAIN = { current: 'after the second up', desired: 'after the first' };

/** How the state after `up` and `down` differs from the one before. */
export function residueOf(before: Fingerprint, after: Fingerprint, back: Fingerprint): Residue {
  const { schema, moved } = asFarAsPossible(before.schema, after.schema, back.schema);
  return {
    differences: [...told(back.schema, schema, AFTER_DOWN), ...countersBack(before, after, back)],
    lost: moved,
  };
}

/** How the schema after the second `up` differs from the one after the first. */
export function unlikeFirst(after: Fingerprint, again: Fingerprint): readonly Finding[] {
  return told(again.schema, after.schema, AFTER_AGAIN);
}

function told(current: SchemaSnapshot, desired: SchemaSnapshot, sides: typeof AFTER_DOWN): readonly Finding[] {
  return differences(current, desired, sides)
    .filter(({ detail }) => !detail.startsWith('nothing mends that '))
    .map(({ kind, object, detail }) => ({ kind, object, detail }));
}

// Neither database puts a column between others: what `up` dropped comes back behind them, unless the table is made anew.
function asFarAsPossible(
  before: SchemaSnapshot,
  after: SchemaSnapshot,
  back: SchemaSnapshot,
): { readonly schema: SchemaSnapshot; readonly moved: readonly Finding[] } {
  const untouched = new Set(before.tables);
  const [during, found] = [byName(after, untouched), byName(back, untouched)];
  const moved: Finding[] = [];
  const tables = before.tables.map((table) => {
    if (during.size === 0 || found.size === 0) return table;
    const key = keyOf(table);
    const expected = withDroppedBehind(table, during.get(key), found.get(key));
    if (expected === null) return table;
    const columns = expected.columns.map(({ name }) => name).join(', ');
    const object = table.name.schema === null ? table.name.name : `${table.name.schema}.${table.name.name}`;
    moved.push({
      kind: 'column order',
      object,
      detail: `the columns of ${object} stand in the order ${columns}: one that up drops can only come back behind the others`,
    });
    return expected;
  });
  return { schema: moved.length === 0 ? before : { ...before, tables }, moved };
}

// The table as it was, with the columns that `up` dropped at its end; null where that is no other order, or not the one that was found.
function withDroppedBehind(table: Table, during: Table | undefined, back: Table | undefined): Table | null {
  if (during === undefined || back === undefined) return null;
  const kept = new Set(during.columns.map(({ name }) => name));
  const there = new Map(table.columns.map((column) => [column.name, column]));
  const returned = back.columns.flatMap(({ name }) => (kept.has(name) ? [] : (there.get(name) ?? [])));
  if (returned.length === 0) return null;
  const missing = table.columns.filter((column) => !kept.has(column.name) && !returned.includes(column));
  const columns = [...table.columns.filter(({ name }) => kept.has(name)), ...missing, ...returned];
  if (isEqual(columns, table.columns)) return null;
  const order = back.columns.flatMap(({ name }) => (there.has(name) ? [name] : []));
  const wanted = columns.flatMap(({ name }) => (order.includes(name) ? [name] : []));
  return isEqual(order, wanted) ? { ...table, columns } : null;
}

const keyOf = ({ name }: Table) => JSON.stringify([name.schema, name.name]);

function byName({ tables }: SchemaSnapshot, without: ReadonlySet<Table>): ReadonlyMap<string, Table> {
  return new Map(tables.flatMap((table) => (without.has(table) ? [] : [[keyOf(table), table]])));
}

// One that `up` took away begins anew; one that was there all along must not give a number twice.
function countersBack(before: Fingerprint, after: Fingerprint, back: Fingerprint): readonly Finding[] {
  return [...before.counters].flatMap(([name, stood]) => {
    const now = back.counters.get(name) ?? 0n;
    if (!after.counters.has(name) || now >= stood || stood < 0n) return [];
    const detail = `the counter ${name} stood at ${stood} before up and stands at ${now} after up and down: it would give numbers twice`;
    return [{ kind: 'counter', object: name, detail }];
  });
}
