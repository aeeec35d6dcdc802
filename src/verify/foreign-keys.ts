import type { Connection } from '../dialects/connection.ts';
import { namesOf } from '../dialects/sqlite/table-names.ts';
import { display } from '../model/names.ts';
import { newViolations, type Violations, violationsByTable } from '../runner/violations.ts';
import type { Fingerprint } from './fingerprint.ts';

type ByTable = ReadonlyMap<string, Violations>;

/** Rows of SQLite that point at nothing, asked of the tables alone that a state may have others in than the one before it. */
export class PointingRows {
  /** Those of a whole state. */
  #known: { readonly state: Fingerprint; readonly found: ByTable } | null = null;

  /** Goes on from the state that the database is in. */
  async begin(db: Connection, state: Fingerprint): Promise<void> {
    const known = this.#known;
    this.#known = null;
    const tables = known === null ? undefined : concerned(known.state, state);
    const fresh = tables?.length === 0 ? new Map<string, Violations>() : await violationsByTable(db, tables);
    const asked = new Set(tables);
    const there = new Set(state.schema.tables.map(({ name }) => name.name));
    const stays = ([name]: readonly [string, Violations]) => there.has(name) && !asked.has(name);
    const kept = tables === undefined ? [] : [...(known?.found ?? [])].filter(stays);
    this.#known = { state, found: new Map([...kept, ...fresh]) };
  }

  /** What the state that the database is in has more of them than the one that `begin` was told of, in words; null: nothing. */
  async since(db: Connection, state: Fingerprint): Promise<string | null> {
    if (this.#known === null) throw new RangeError('nothing is known of the state before');
    const tables = concerned(this.#known.state, state);
    if (tables?.length === 0) return null;
    return newViolations(together(this.#known.found), together(await violationsByTable(db, tables)));
  }
}

const together = (found: ByTable): Violations => new Map([...found.values()].flatMap((own) => [...own]));

// The tables whose rows, texts or parents are not those of the state before; undefined: all have to be asked, as the keys of a text that cannot be read are not known.
function concerned(before: Fingerprint, now: Fingerprint): readonly string[] | undefined {
  if (now.schema.objects.some(({ type }) => type === 'table')) return undefined;
  const [was, is] = [new Set(before.schema.tables), new Set(now.schema.tables)];
  const changed = new Set<string>();
  for (const table of was) if (!is.has(table)) changed.add(namesOf(table).key);
  for (const table of is) {
    const shown = display(table.name);
    if (!was.has(table) || before.rows.get(shown) !== now.rows.get(shown)) changed.add(namesOf(table).key);
  }
  if (changed.size === 0) return [];
  return now.schema.tables.flatMap((table) => {
    const { key, parents } = namesOf(table);
    return changed.has(key) || parents.some((parent) => changed.has(parent)) ? [table.name.name] : [];
  });
}
