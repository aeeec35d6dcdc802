import type { Table } from '../model/schema.ts';
import { type Made, made } from './made.ts';
import { inOrder } from './order.ts';
import { columnThing, tableThing } from './things.ts';

/** What brings the columns of a table into order after other changes of its columns; none where they are in order by then. */
export function orderChange(current: Table, desired: Table, changes: readonly Made[]): readonly Made[] {
  let from = current.columns.map(({ name }) => name);
  let fresh: string | null = null;
  for (const { change } of inOrder(changes)) {
    if (change.kind === 'drop column') from = from.filter((name) => name !== change.name);
    if (change.kind !== 'add column') continue;
    from = [...from, change.column.name];
    fresh ??= change.column.name;
  }
  const to = desired.columns.map(({ name }) => name);
  if (from.join('\0') === to.join('\0')) return [];
  const table = desired.name;
  const one = made(tableThing(table), { kind: 'set column order', table, from, to });
  // only the new column is in another place: that is no difference by itself
  const isOther = fresh === null || common(current, desired).join('\0') !== common(desired, current).join('\0');
  return [isOther || fresh === null ? one : { ...one, because: columnThing(table, fresh) }];
}

function common(one: Table, other: Table): readonly string[] {
  const names = new Set(other.columns.map(({ name }) => name));
  return one.columns.flatMap(({ name }) => (names.has(name) ? [name] : []));
}
