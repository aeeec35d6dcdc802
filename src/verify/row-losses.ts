import { type Loss, lossesBetween } from '../rows/losses.ts';
import type { Fingerprint } from './fingerprint.ts';
import { renamedIn, underOldNames } from './renamed.ts';
import type { Finding } from './result.ts';

/** What became of the rows. */
export interface RowFindings {
  /** What is there after `up` and `down` and was not before. */
  readonly left: readonly Finding[];
  /** What was there before and is not the same any more. */
  readonly damaged: readonly Finding[];
  /** What had to go. */
  readonly lost: readonly Finding[];
}

/** The kind of what only `up` makes: nothing that was there is lost with it. */
export const NEW_ROWS = 'new rows';

const AFTER_DOWN = 'after up and down';

/** How the rows after `up` and `down` differ from those before. `statements`: those of `up`, for what they rename. */
export function rowFindings(
  before: Fingerprint,
  { rows, ...named }: Fingerprint,
  down: Fingerprint,
  statements: readonly string[] = [],
): RowFindings {
  const up = { ...named, rows: underOldNames(rows, renamedIn(statements, before.schema, named.schema)) };
  const found = lossesBetween(before.rows, up.rows, down.rows);
  const renamed = (loss: Loss) => isRenamed(loss, before, up);
  const lost = found.lost.filter((loss) => !renamed(loss));
  const damaged = [...found.damaged, ...found.lost.filter(renamed)];
  const isLeft = ({ what }: Loss) => what === 'added';
  return {
    left: damaged.filter(isLeft).map((loss) => told(loss, AFTER_DOWN)),
    damaged: damaged.filter((loss) => !isLeft(loss)).map((loss) => told(loss, AFTER_DOWN)),
    lost: [...lost.map(necessary), ...onlyAfterUp(before, up)],
  };
}

/** What the second `up` does to rows that the first one left as they were. What `up` makes itself may differ: numbers, times, random values. */
export function unlikeFirstRows(
  before: Fingerprint,
  up: Fingerprint,
  down: Fingerprint,
  again: Fingerprint,
): readonly Finding[] {
  const untouched = ({ table, column }: Loss) => {
    const [one, other] = [before.rows.get(table), up.rows.get(table)];
    if (one === undefined || other === undefined || one.count !== other.count) return false;
    return column === null || one.columns.get(column) === other.columns.get(column);
  };
  return lossesBetween(up.rows, down.rows, again.rows)
    .damaged.filter(untouched)
    .map((loss) => told(loss, 'after the second up'));
}

// Values that `up` has kept under another name need not have been lost.
function isRenamed({ table, column }: Loss, before: Fingerprint, up: Fingerprint): boolean {
  const own = before.rows.get(table);
  const now = up.rows.get(table);
  if (own === undefined) return false;
  if (now === undefined)
    return [...up.rows].some(([name, other]) => !before.rows.has(name) && other.digest === own.digest && own.count > 0);
  return [...now.columns].some(
    ([name, digest]) => column !== null && !own.columns.has(name) && digest === own.columns.get(column),
  );
}

const placeOf = ({ table, column }: Loss) => (column === null ? table : `${table}.${column}`);
const some = (rows: number | null, noun: string) =>
  rows === null ? `some ${noun}s` : `${rows} ${noun}${rows === 1 ? '' : 's'}`;

function told(loss: Loss, when: string): Finding {
  const { table, column, what, rows } = loss;
  const verb = rows === 1 ? 'is' : 'are';
  const says = {
    missing: `${some(rows, 'row')} of ${table} ${verb} gone ${when}`,
    added: `${some(rows, 'row')} of ${table} ${verb} there ${when} that ${rows === 1 ? 'was' : 'were'} not before up`,
    changed:
      column === null
        ? `${some(rows, 'row')} of ${table} ${verb} not the same ${when}`
        : `${some(rows, 'value')} of ${table}.${column} ${verb} not the same ${when}`,
  };
  return { kind: 'rows', object: placeOf(loss), detail: says[what] };
}

function necessary(loss: Loss): Finding {
  const { table, column, rows } = loss;
  const what = column === null ? `${some(rows, 'row')} of ${table}` : `${some(rows, 'value')} of ${table}.${column}`;
  return {
    kind: 'rows',
    object: placeOf(loss),
    detail: `${what}: up drops the ${column === null ? 'table' : 'column'}`,
  };
}

function onlyAfterUp(before: Fingerprint, up: Fingerprint): readonly Finding[] {
  return [...up.rows].flatMap(([table, digest]): readonly Finding[] => {
    const known = before.rows.get(table);
    if (known === digest) return [];
    const { columns } = digest;
    if (known === undefined)
      return [{ kind: NEW_ROWS, object: table, detail: `the rows of ${table}: they exist only after up` }];
    return [...columns.keys()]
      .filter((column) => !known.columns.has(column))
      .map((column) => ({
        kind: NEW_ROWS,
        object: `${table}.${column}`,
        detail: `the values of ${table}.${column}: they exist only after up`,
      }));
  });
}
