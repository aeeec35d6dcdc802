import pg from 'pg';
import { PASSWORD, startPostgres } from './postgres.ts';

/** Does `work` with a PostgreSQL that `databases()` finds: that of TEST_DATABASE_URL, else one of its own. `roles`: there besides, as dumps name them. */
export async function withServer(roles: readonly string[], work: () => Promise<void>): Promise<void> {
  const server = process.env.TEST_DATABASE_URL === undefined ? await startPostgres() : null;
  try {
    process.env.WINDLASS_TEST_POSTGRES = process.env.TEST_DATABASE_URL ?? server?.url ?? '';
    const admin = new pg.Client({ connectionString: process.env.WINDLASS_TEST_POSTGRES });
    await admin.connect();
    for (const role of [`windlass_test LOGIN SUPERUSER PASSWORD '${PASSWORD}'`, ...roles])
      await admin.query(`CREATE ROLE ${role}`).catch(() => undefined); // there from an earlier run
    await admin.end();
    await work();
  } finally {
    await server?.stop();
  }
}
