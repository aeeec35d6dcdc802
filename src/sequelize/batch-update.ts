import { setTimeout as delay } from 'node:timers/promises';
import type { QueryInterface } from 'sequelize';
import type { Row } from '../dialects/connection.ts';
import type { Dialect } from '../dialects/dialect.ts';
import type { Ask, PagingKey } from '../dialects/paging.ts';
import { type BatchText, batchText, pagingKey } from './batch-text.ts';
import type { Gate } from './gate.ts';
import type { Operations } from './operations.ts';
import type { Place, StepScope } from './scope.ts';

const LOOK_EVERY_MS = 100;
// A batch that lost a deadlock is made again: 0.1 s, 0.2 s, … 12.8 s later.
const PAUSES_MS = [100, 200, 400, 800, 1_600, 3_200, 6_400, 12_800];

/** How far a backfill has come: plain data, kept as JSON. */
interface Position {
  /** The key of the last row gone through, as the database printed it. */
  readonly after: readonly string[] | null;
  /** Whether the rows that stand in no page have had their turn. */
  readonly rest: boolean;
  readonly scanned: number;
  readonly rows: number;
}

interface Page {
  readonly scanned: number;
  /** The key of its last row; null when it is empty. */
  readonly last: readonly string[] | null;
}

interface Backfill extends BatchText {
  readonly dialect: Dialect;
  readonly gate: Gate;
  readonly scope: StepScope;
  readonly key: PagingKey;
  readonly place: Place | null;
}

/** `op.batchUpdate`: see `Operations`. Pages by key, whatever `where` says, so that an update which makes `where` false skips nothing. */
export function batchUpdate(queryInterface: QueryInterface, dialect: Dialect, gate: Gate): Operations['batchUpdate'] {
  const { sequelize } = queryInterface;
  return async (table, options) => {
    const { scope } = gate;
    if (scope === null) throw new Error('a revision went on working after its step had ended (a forgotten await?)');
    await gate.settle();
    const text = batchText(queryInterface, dialect, table, options);
    const ask = (sql: string) => gate.ask(sql, undefined, { placed: true });
    if (gate.recording) {
      // a script has no run to go on in, and the scratch database no rows: one statement says it all
      await ask(`UPDATE ${text.table.sql} SET ${text.assignments}${text.condition.replace(/^ AND /, ' WHERE ')}`);
      return { rows: 0 };
    }
    const key = await pagingKey(dialect, ask, text.table, options);
    const total = await dialect.paging.total(ask, text.table);
    const { places } = scope;
    // in a transaction of its own so that nothing else of the revision comes between
    const open = () => places?.open(text.table.name, `${text.assignments} WHERE ${text.condition}`) ?? null;
    const place = places === null ? null : ((await sequelize.transaction(async () => open())) as Place);
    const backfill = { ...text, dialect, gate, scope, key, place };
    const own = !scope.transactional || dialect.name === 'sqlite'; // changes() is of the last statement, whoever sent it
    const attempt = (position: Position) =>
      own ? sequelize.transaction((inner) => batch(backfill, position, inner)) : batch(backfill, position);
    let position = parse(place?.at ?? null);
    if (position.scanned > 0)
      gate.notice(`"${text.table.name}": went on after ${position.scanned} rows of an earlier run`);
    for (;;) {
      const before = position;
      position = await persistently(backfill, () => attempt(before));
      scope.progressed(text.table.name, position.scanned, total !== null && total >= position.scanned ? total : null);
      if (position.scanned - before.scanned < text.batchSize) return { rows: position.rows };
      await rest(options.pauseMs ?? 0, scope);
    }
  };
}

async function batch(backfill: Backfill, position: Position, transaction?: object): Promise<Position> {
  const { dialect, gate, table, key, batchSize, assignments, condition, place } = backfill;
  const ask = (sql: string) => gate.ask(sql, transaction, { placed: true });
  const { scanned, last } = await nextPage(backfill, position.after, ask);
  const ending = scanned < batchSize && !position.rest && key.unpaged !== null;
  const reached = [
    ...(last === null ? [] : [[...beyond(key, position.after), `${row(key)} <= ${bound(key, last)}`].join(' AND ')]),
    ...(ending ? [`${key.unpaged}`] : []),
  ];
  if (reached.length === 0) return position;
  const where = `(${reached.join(' OR ')})${condition}`;
  const changed = await dialect.paging.update(ask, `UPDATE ${table.sql} SET ${assignments} WHERE ${where}`);
  const next = {
    after: last ?? position.after,
    rest: position.rest || ending,
    scanned: position.scanned + scanned,
    rows: position.rows + changed,
  };
  await place?.move(position === START ? null : JSON.stringify(position), JSON.stringify(next));
  return next;
}

const START: Position = { after: null, rest: false, scanned: 0, rows: 0 };

function parse(at: string | null): Position {
  return at === null ? START : (JSON.parse(at) as Position);
}

// How many rows the next page holds, and the key of the last of them. A full page is found by stepping over its rows, which is ten times
// as fast as counting them; only the last page is counted.
async function nextPage(backfill: Backfill, after: Position['after'], ask: Ask): Promise<Page> {
  const { key, table, batchSize } = backfill;
  const known = [...beyond(key, after), ...(key.unpaged === null ? [] : [`NOT (${key.unpaged})`])];
  const rows = `FROM ${table.sql} AS page${known.length === 0 ? '' : ` WHERE ${known.join(' AND ')}`}`;
  // with the table before it: ORDER BY takes a bare name for the printed column that is called so
  const order = (direction: string) => key.columns.map(({ sql }) => `page.${sql}${direction}`).join(', ');
  const printed = key.columns.map(({ print, sql }, index) => `${print(sql)} AS k${index}`).join(', ');
  const keyOf = ([row]: readonly Row[]) =>
    row === undefined ? null : key.columns.map((_, index) => String(row[`k${index}`]));
  const full = keyOf(await ask(`SELECT ${printed} ${rows} ORDER BY ${order('')} LIMIT 1 OFFSET ${batchSize - 1}`));
  if (full !== null) return { scanned: batchSize, last: full };
  const end = await ask(`SELECT ${printed}, (SELECT count(*) ${rows}) AS n ${rows} ORDER BY ${order(' DESC')} LIMIT 1`);
  return { scanned: Number(end[0]?.n ?? 0), last: keyOf(end) };
}

function beyond(key: PagingKey, after: readonly string[] | null): readonly string[] {
  return after === null ? [] : [`${row(key)} > ${bound(key, after)}`];
}

function row({ columns }: PagingKey): string {
  return `(${columns.map(({ sql }) => sql).join(', ')})`;
}

function bound({ columns }: PagingKey, values: readonly string[]): string {
  return `(${columns.map(({ value }, index) => value(values[index] ?? '')).join(', ')})`;
}

// A batch that another session was in the way of (a deadlock, a serialization failure) has left nothing: once more.
async function persistently<T>({ dialect, scope }: Backfill, attempt: () => Promise<T>): Promise<T> {
  for (const pauseMs of scope.transactional ? [] : PAUSES_MS) {
    try {
      return await attempt();
    } catch (error) {
      const cause = (error as { parent?: unknown }).parent ?? error;
      if (dialect.failure(cause) !== 'busy') throw error;
      await rest(pauseMs * (0.5 + Math.random()), scope);
    }
  }
  return attempt();
}

async function rest(durationMs: number, scope: StepScope): Promise<void> {
  const until = performance.now() + durationMs;
  for (let left = durationMs; left > 0 && scope.ended === null; left = until - performance.now())
    await delay(Math.min(left, LOOK_EVERY_MS));
}
