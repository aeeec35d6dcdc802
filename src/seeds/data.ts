import { relative } from 'node:path';
import { BadRow, type RowPlace } from '../dialects/bad-row.ts';
import { type ErrorPlace, StepFailed } from '../errors.ts';
import { display } from '../model/names.ts';
import type { RunContext } from '../runner/context.ts';
import { rootCause } from '../runner/reach.ts';
import type { Session } from '../sequelize/session.ts';
import { csvFile } from './csv-file.ts';
import { jsonFile } from './json-file.ts';
import { RowFault, type RowFile } from './row-file.ts';
import type { Seed } from './seed.ts';

/** The work of a seed of rows: it puts them into their table. Throws STEP_FAILED with the file, the line and the column of a row that cannot be. */
export function loadRows(seed: Seed, session: Session, context: RunContext): () => Promise<void> {
  const { dialect, report, directory, signal } = context;
  const { path, name, form, table, key } = seed;
  const shown = relative(directory, path);
  const told = (sql: string) => session.gate.scope?.note(sql, null);
  const progress = (done: number, total: number | null) => {
    signal.throwIfAborted();
    report({ kind: 'progress', revision: name, table: display(table), done, total });
  };
  return async () => {
    let file: RowFile | null = null;
    try {
      file = await (form === 'csv' ? csvFile : jsonFile)(path, progress);
      const known = (await dialect.loading.columns(session.db, table)).map((column) => column.name);
      refuseColumns(known, file.columns, seed, shown, dialect.name === 'sqlite');
      if (file.columns.length > 0) await dialect.loading.load(session.db, { table, key }, file, told);
    } catch (error) {
      throw await inWords(
        error,
        file,
        { path, shown },
        dialect.failure(rootCause((error as Error).cause ?? error)) === 'other',
      );
    }
  };
}

function refuseColumns(
  known: readonly string[],
  given: readonly string[],
  { table, key, path }: Seed,
  shown: string,
  folded: boolean,
): void {
  const name = display(table);
  if (known.length === 0)
    throw failed(`${shown}: there is no table "${name}"`, {
      place: { path, line: null },
      remedy: '"table" in the options names another',
    });
  const plain = (text: string) => (folded ? text.toLowerCase() : text);
  const columns = new Set(known.map(plain));
  const unknown = given.find((column) => !columns.has(plain(column)));
  if (unknown !== undefined)
    throw failed(`${shown}:1 names the column "${unknown}", which ${name} does not have`, {
      place: { path, line: 1 },
      remedy: `its columns are ${known.join(', ')}`,
    });
  const missing = key.find((column) => !given.includes(column));
  if (missing !== undefined && given.length > 0)
    throw failed(`${shown} has no column "${missing}", by which its rows are known`, {
      place: { path, line: 1 },
      remedy: 'mend "key"',
    });
}

// What another session is in the way of, or a lost connection, is for the runner.
async function inWords(
  error: unknown,
  file: RowFile | null,
  { path, shown }: { readonly path: string; readonly shown: string },
  ours: boolean,
): Promise<unknown> {
  if (error instanceof RowFault)
    return failed(`${shown}:${error.line}: ${error.message}`, { place: { path, line: error.line } });
  if (!(error instanceof BadRow)) return error;
  if (!ours) return error.cause;
  const line = error.place === null || file === null ? null : await lineOf(file, error.place);
  if (line instanceof RowFault) return inWords(line, file, { path, shown }, ours);
  const column = error.column === null ? '' : ` column "${error.column}"`;
  return failed(`${shown}${line === null ? '' : `:${line}`}${column}: ${error.message}`, {
    cause: error.cause,
    place: { path, line },
  });
}

// The file itself may be what is wrong, and says so when it is read again.
async function lineOf(file: RowFile, place: RowPlace): Promise<number | null | RowFault> {
  try {
    return await file.lineOf(place);
  } catch (error) {
    if (error instanceof RowFault) return error;
    throw error;
  }
}

function failed(
  message: string,
  {
    remedy = 'mend the file and run windlass seed again',
    ...more
  }: { remedy?: string; cause?: unknown; place?: ErrorPlace } = {},
): StepFailed {
  return new StepFailed(message, `nothing of this seed was kept: ${remedy}`, more);
}
