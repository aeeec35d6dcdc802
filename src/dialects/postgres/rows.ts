import type { Connection } from '../connection.ts';
import type { RowOutcome, RowSource } from '../rows.ts';
import { counters } from './counters.ts';
import { kinds } from './row-kinds.ts';
import { ownRows, pages, read } from './row-reading.ts';
import { literal } from './state.ts';

/** Rows on PostgreSQL: what may fail stands in a DO block, whose exception handlers are savepoints without a round trip (plpgsql, 43.6.8). */
export const rows: RowSource = {
  kinds,
  words: { list: 'json_build_array', greatest: 'greatest', least: 'least' },
  async ask(db, questions) {
    const asked = questions.map((sql) => `SELECT coalesce(json_agg(found), '[]') FROM (${sql}) AS answers`);
    return (await block(db, asked, ASK, false)) as (readonly (readonly number[])[] | null)[];
  },
  async insert(db, jobs, deferring) {
    const work = jobs.map(({ table, whole, want }) => ({ own: ownRows(table), whole, want }));
    return (await block(db, work, INSERT, deferring)) as (RowOutcome | null)[];
  },
  async insertEach(db, tables, deferring) {
    return (await block(db, tables, EACH, deferring)) as RowOutcome[];
  },
  async attempt(db, statements) {
    await block(db, statements, ATTEMPT, false);
  },
  rowName: () => 'ctid',
  read,
  pages,
  counters,
};

// `job` is one element of what is to be done, `found` what is answered for it.
const ASK = "BEGIN EXECUTE job #>> '{}' INTO found; EXCEPTION WHEN OTHERS THEN found := NULL; END;";
const ATTEMPT = "BEGIN EXECUTE job #>> '{}'; EXCEPTION WHEN OTHERS THEN NULL; END;";
const INSERT = `
BEGIN
  found := NULL; done := 0;
  EXECUTE 'SELECT EXISTS (SELECT FROM ' || (job ->> 'own') || ')' INTO held;
  IF NOT held THEN
    FOR sql IN SELECT jsonb_array_elements_text(job -> 'whole') LOOP
      EXECUTE sql; GET DIAGNOSTICS got = ROW_COUNT; done := done + got;
    END LOOP;
    found := jsonb_build_object('rows', done, 'reason', CASE WHEN done < (job ->> 'want')::int THEN '' END);
  END IF;
EXCEPTION WHEN OTHERS THEN found := jsonb_build_object('rows', 0, 'reason', SQLERRM);
END;`;
const EACH = `
done := 0; why := NULL;
FOR attempts IN SELECT jsonb_array_elements(job) LOOP
  FOR sql IN SELECT jsonb_array_elements_text(attempts) LOOP
    BEGIN
      EXECUTE sql; GET DIAGNOSTICS got = ROW_COUNT; done := done + got;
      EXIT WHEN got > 0;
    EXCEPTION WHEN OTHERS THEN why := coalesce(why, SQLERRM);
    END;
  END LOOP;
END LOOP;
found := jsonb_build_object('rows', done, 'reason', why);`;

// `deferring`: keys of a circle are looked at when all is there; else at once, so that what breaks one shows where it does.
async function block(
  db: Connection,
  work: readonly unknown[],
  each: string,
  deferring: boolean,
): Promise<readonly unknown[]> {
  const constraints = (when: string) => `SET CONSTRAINTS ALL ${when};`;
  const results = await db.batch([
    `DO $windlass$ DECLARE answers jsonb[] := '{}'; found jsonb; job jsonb; attempts jsonb; sql text; why text; held bool; done int; got int; at int := 0;
BEGIN
  ${constraints(deferring ? 'DEFERRED' : 'IMMEDIATE')}
  FOR job IN SELECT jsonb_array_elements(${literal(JSON.stringify(work))}::jsonb) LOOP
    ${each} at := at + 1; answers[at] := found;
  END LOOP;
  ${deferring ? constraints('IMMEDIATE') : ''}
  PERFORM set_config('windlass.answers', array_to_json(answers)::text, true);
END $windlass$`,
    "SELECT current_setting('windlass.answers') AS answers",
  ]);
  return JSON.parse(String(results[1]?.[0]?.answers)) as unknown[];
}
