import type { QualifiedName } from '../model/names.ts';
import { BACKFILL_COLUMNS, backfillName, createBackfill } from './backfill.ts';
import { PROGRESS_COLUMNS, progressName } from './progress.ts';
import { SEED_COLUMNS, seedName } from './seed-table.ts';
import { SNAPSHOT_COLUMNS, snapshotName } from './snapshot.ts';

/** One of our tables as it is saved, made anew and looked after. */
export interface OwnTable {
  /** Without its schema. */
  readonly name: string;
  /** The columns, as it is made with them. */
  readonly columns: readonly string[];
  /** Whether it is there only at times: while a step is half-done, or once a seed was run. */
  readonly passing: boolean;
  /** Row `rows`: what it holds, as JSON text. */
  readonly save: string;
  /** Makes it anew with what that text says. */
  renew(saved: string): readonly string[];
  /** Keeps its rows in a temporary table. */
  readonly keep: string;
  /** Makes it anew with what that temporary table holds, which goes. */
  readonly bringBack: readonly string[];
}

/** How a database writes what `ownTables` puts together. */
export interface OwnTableWords {
  /** A name without a schema, quoted. */
  quote(name: string): string;
  /** The name of a table of ours with its schema, quoted. */
  qualified(name: string): string;
  /** Row `rows`: the rows of a table as JSON text. */
  save(table: string, columns: readonly string[]): string;
  /** The query of the rows that such a text holds. */
  saved(table: string, columns: readonly string[], text: string): string;
  /** What an INSERT says that gives values to the numbers the database counts. */
  readonly counted: string;
  /** What makes the database count on from there; nothing where it does so by itself. */
  recount(table: string): readonly string[];
}

/** The columns of the revision table, on every database. */
const REVISION_COLUMNS = ['revision', 'checksum', 'applied_at', 'duration_ms', 'kind'] as const;

/** The columns of the history table, on every database. */
const HISTORY_COLUMNS = [
  'id',
  'revision',
  'event',
  'started_at',
  'duration_ms',
  'checksum',
  'actor',
  'tool_version',
  'outcome',
] as const;

/** Every table of ours, there or not: what a reflection leaves out. */
export function ownNames({
  schema,
  revision,
  history,
}: {
  readonly schema: string | null;
  readonly revision: string;
  readonly history: string;
}): readonly QualifiedName[] {
  const names = [
    ...[revision, history, progressName(revision), backfillName(revision)],
    ...[snapshotName(revision), seedName(revision)],
  ];
  return names.map((name) => ({ schema, name }));
}

/** All tables of ours: of the revisions, of the history, of the catalog, and those that are there at times. `create`: of all but that of backfills. */
export function ownTables(
  names: { readonly revision: string; readonly history: string },
  create: Readonly<Record<'revision' | 'history' | 'snapshot' | 'progress' | 'seed', string>>,
  words: OwnTableWords,
): readonly OwnTable[] {
  const backfill = backfillName(names.revision);
  const table = (name: string, columns: readonly string[], made: string, passing: boolean): OwnTable => {
    const whole = words.qualified(name);
    const counted = columns.includes('id');
    const into = `INSERT INTO ${whole} (${columns.join(', ')}) ${counted ? words.counted : ''}`;
    const anew = (query: string) => [
      ...[`DROP TABLE IF EXISTS ${whole}`, made, `${into}${query}`],
      ...(counted ? words.recount(whole) : []),
    ];
    const aside = words.quote(
      `windlass_kept_${name === names.revision ? 'revision' : counted ? 'history' : 'snapshot'}`,
    );
    return {
      ...{ name, columns, passing, save: words.save(whole, columns) },
      renew: (text) => anew(words.saved(whole, columns, text)),
      keep: `CREATE TEMPORARY TABLE ${aside} AS SELECT ${columns.join(', ')} FROM ${whole}`,
      bringBack: [...anew(`SELECT ${columns.join(', ')} FROM ${aside}`), `DROP TABLE ${aside}`],
    };
  };
  return [
    table(names.revision, REVISION_COLUMNS, create.revision, false),
    table(names.history, HISTORY_COLUMNS, create.history, false),
    table(snapshotName(names.revision), SNAPSHOT_COLUMNS, create.snapshot, false),
    table(progressName(names.revision), PROGRESS_COLUMNS, create.progress, true),
    table(backfill, BACKFILL_COLUMNS, createBackfill(words.qualified(backfill)), true),
    table(seedName(names.revision), SEED_COLUMNS, create.seed, true),
  ];
}
