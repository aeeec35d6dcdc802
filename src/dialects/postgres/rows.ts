import type { Connection } from '../connection.ts';
import type { RowJob, RowOutcome, RowSource } from '../rows.ts';
import { counters } from './counters.ts';
import { kinds } from './row-kinds.ts';
import { ownRows, pages, read } from './row-reading.ts';
import { literal } from './state.ts';

/** Rows on PostgreSQL: what may fail stands in a DO block, whose exception handlers are savepoints without a round trip (plpgsql, 43.6.8). */
export const rows: RowSource = {
  kinds,
  words: { list: 'json_build_array', greatest: 'greatest', least: 'least' },
  async ask(db, questions) {
    const asked = questions.map(
      (sql) => guarded(`EXECUTE ${literal(listed(sql))} INTO found;`, 'found := NULL;') + KEEP,
    );
    const answer = await block(db, 'found jsonb;', asked, false);
    return answer as (readonly (readonly number[])[] | null)[];
  },
  async insert(db, jobs, deferring) {
    const answer = await block(db, 'done int; got int; found jsonb;', jobs.map(job), deferring);
    return answer as (RowOutcome | null)[];
  },
  async insertEach(db, tables, deferring) {
    const answer = await block(
      db,
      'sql text; done int; got int; why text; found jsonb;',
      tables.map(attempts),
      deferring,
    );
    return answer as RowOutcome[];
  },
  async attempt(db, statements) {
    const all = statements.map((sql) => guarded(`EXECUTE ${literal(sql)};`, 'NULL;'));
    await block(db, '', all, false);
  },
  rowName: () => 'ctid',
  read,
  pages,
  counters,
};

const listed = (sql: string) => `SELECT coalesce(json_agg(found), '[]') FROM (${sql}) AS answers`;
const guarded = (work: string, failing: string) => `BEGIN ${work} EXCEPTION WHEN OTHERS THEN ${failing} END;`;
const KEEP = ` answers := answers || jsonb_build_array(found);`;

function job({ table, whole, want }: RowJob): string {
  const inserts = whole.map((sql) => `EXECUTE ${literal(sql)}; GET DIAGNOSTICS got = ROW_COUNT; done := done + got;`);
  const result = `found := jsonb_build_object('rows', done, 'reason', CASE WHEN done < ${want} THEN '' END);`;
  const filled = `found := NULL; done := 0; IF NOT EXISTS (SELECT FROM ${ownRows(table)}) THEN ${inserts.join(' ')} ${result} END IF;`;
  return guarded(filled, `found := jsonb_build_object('rows', 0, 'reason', SQLERRM);`) + KEEP;
}

function attempts(table: readonly (readonly string[])[]): string {
  const each = table.map((statements) => {
    const list = `ARRAY[${statements.map(literal).join(', ')}]`;
    const one = guarded(
      'EXECUTE sql; GET DIAGNOSTICS got = ROW_COUNT; done := done + got; EXIT WHEN got > 0;',
      'why := coalesce(why, SQLERRM);',
    );
    return `FOREACH sql IN ARRAY ${list} LOOP ${one} END LOOP;`;
  });
  return `done := 0; why := NULL; ${each.join(' ')} found := jsonb_build_object('rows', done, 'reason', why);${KEEP}`;
}

// `deferring`: keys of a circle are looked at when all is there; else at once, so that what breaks one shows where it does.
async function block(
  db: Connection,
  declared: string,
  work: readonly string[],
  deferring: boolean,
): Promise<unknown[]> {
  const constraints = (when: string) => `SET CONSTRAINTS ALL ${when};`;
  const [before, after] = deferring
    ? [constraints('DEFERRED'), constraints('IMMEDIATE')]
    : [constraints('IMMEDIATE'), ''];
  const body = `${before} ${work.join('\n')} ${after}`;
  const results = await db.batch([
    `DO $windlass$ DECLARE answers jsonb := '[]'; ${declared} BEGIN ${body} PERFORM set_config('windlass.answers', answers::text, true); END $windlass$`,
    "SELECT current_setting('windlass.answers') AS answers",
  ]);
  return JSON.parse(String(results[1]?.[0]?.answers)) as unknown[];
}
