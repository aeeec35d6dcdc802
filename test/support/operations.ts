import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMigrator } from '../../src/index.ts';
import { databaseKind, type TestDatabase } from './databases.ts';
import { revisionFile } from './history.ts';

/** Runs the text of an `up` as a revision of its own. */
export type Run = (
  up: string,
  manner?: { readonly transaction?: boolean; readonly heard?: (sql: string) => void },
) => Promise<void>;

/** Gives a piece of work an empty database. */
export async function withDatabase(
  name: 'postgres' | 'sqlite',
  work: (db: TestDatabase, run: Run) => Promise<void>,
): Promise<void> {
  const db = await databaseKind(name).create();
  const directory = mkdtempSync(join(tmpdir(), 'windlass-operations-'));
  let count = 0;
  const run: Run = async (up, { transaction = true, heard } = {}) => {
    count += 1;
    const folder = `m${count}`;
    mkdirSync(join(directory, folder));
    const text = revisionFile(`rev${count}`.padEnd(8, '0'), null, {
      up,
      ...(!transaction && { more: 'export const transaction = false;' }),
    });
    writeFileSync(join(directory, folder, '1.mjs'), text);
    const migrator = createMigrator(
      { url: db.url, migrations: folder },
      { directory, report: (event) => (event.kind === 'statement' ? heard?.(event.sql) : undefined) },
    );
    await db.query('DELETE FROM windlass_revision').catch(() => undefined); // each piece of work is a history of its own
    await migrator.upgrade();
  };
  try {
    await work(db, run);
  } finally {
    await db.drop();
    rmSync(directory, { recursive: true, force: true });
  }
}
