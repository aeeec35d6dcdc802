/** One statement of a half-done step that has run, or (`done` false) has begun and may or may not have. */
export interface ProgressRow {
  readonly revision: string;
  readonly event: 'up' | 'down';
  /** Its place among the statements of the step that change something, from 0. */
  readonly position: number;
  readonly done: boolean;
  /** JSON: see runner/answers.ts. */
  readonly answers: string;
}

/** The statements on the table of half-done steps. It exists only while there is such a step. */
export interface ProgressTable {
  /** Has a row when the table exists. */
  readonly present: string;
  readonly create: string;
  /** The half-done steps: columns revision, event. */
  readonly steps: string;
  /** The rows of one step, in order. */
  read(revision: string, event: 'up' | 'down'): string;
  /** Replaces the row of that place. */
  add(row: ProgressRow): string;
  /** Forgets a step from that place on. */
  forget(revision: string, event: 'up' | 'down', from: number): string;
  readonly drop: string;
}

/** The table of half-done steps as both databases have it; `table` is its whole quoted name. */
export function progressTable(table: string, present: string, literal: (text: string) => string): ProgressTable {
  const of = (revision: string, event: string) => `revision = ${literal(revision)} AND event = ${literal(event)}`;
  return {
    present,
    create: `CREATE TABLE IF NOT EXISTS ${table} (revision text NOT NULL, event text NOT NULL, position integer NOT NULL, done integer NOT NULL, answers text NOT NULL, PRIMARY KEY (revision, event, position))`,
    steps: `SELECT DISTINCT revision, event FROM ${table}`,
    read: (revision, event) =>
      `SELECT revision, event, position, done, answers FROM ${table} WHERE ${of(revision, event)} ORDER BY position`,
    add: ({ revision, event, position, done, answers }) =>
      `INSERT INTO ${table} (revision, event, position, done, answers) VALUES (${literal(revision)}, ${literal(event)}, ${position}, ${done ? 1 : 0}, ${literal(answers)}) ON CONFLICT (revision, event, position) DO UPDATE SET done = excluded.done, answers = excluded.answers`,
    forget: (revision, event, from) => `DELETE FROM ${table} WHERE ${of(revision, event)} AND position >= ${from}`,
    drop: `DROP TABLE IF EXISTS ${table}`,
  };
}

/** The name of that table beside the revision table's; short enough for PostgreSQL, which cuts at 63 bytes. */
export function progressName(revisionTable: string): string {
  return `${revisionTable.slice(0, 40)}_progress`;
}
