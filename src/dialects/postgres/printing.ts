import type { Connection, Row } from '../connection.ts';

// What decides how the database prints expressions and values; the values are its own defaults. To compile a large statement takes longer than
// to run it, and to try the orders in which its many joins could be made takes longer than the best of them saves.
const PRINTING = [
  ['search_path', ''],
  ['DateStyle', 'ISO, MDY'],
  ['IntervalStyle', 'postgres'],
  ['TimeZone', 'UTC'],
  ['extra_float_digits', '1'],
  ['bytea_output', 'hex'],
  ['quote_all_identifiers', 'off'],
  ['xmlbinary', 'base64'],
  ['jit', 'off'],
  ['join_collapse_limit', '1'],
  ['from_collapse_limit', '1'],
] as const;

const SAVE = `SELECT ${PRINTING.map(([name]) => `set_config('windlass.${name}', current_setting('${name}'), true)`).join(', ')}`;
const RESTORE = `SELECT ${PRINTING.map(([name]) => `set_config('${name}', current_setting('windlass.${name}'), true)`).join(', ')}`;
const set = (path: string, local: boolean) =>
  `SELECT set_config('search_path', ${path}, ${local}), ${PRINTING.slice(1)
    .map(([name, value]) => `set_config('${name}', '${value}', ${local})`)
    .join(', ')}`;

/** The rows of each statement, printed the same whatever the settings of the session; they are as before afterwards, inside a transaction too. `path`: the search path, as SQL text. */
export async function printed(
  db: Connection,
  path: string,
  statements: readonly string[],
): Promise<readonly (readonly Row[])[]> {
  const results = await db.batch([SAVE, set(path, true), ...statements, RESTORE]);
  return results.slice(2, -1);
}

/** The same for work of many round trips. */
export async function whilePrinted<T>(db: Connection, path: string, work: () => Promise<T>): Promise<T> {
  const [before] = await db.query(
    `SELECT ${PRINTING.map(([name]) => `current_setting('${name}') AS "${name}"`).join(', ')}`,
  );
  await db.query(set(path, false));
  try {
    return await work();
  } finally {
    const names = PRINTING.map(([name], at) => `set_config('${name}', $${at + 1}, false)`);
    await db.query(
      `SELECT ${names.join(', ')}`,
      PRINTING.map(([name]) => String(before?.[name])),
    );
  }
}
