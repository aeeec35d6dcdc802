import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { PASSWORD, startPostgres, type TestServer } from './postgres.ts';

let server: TestServer | null = null;

/** Before all tests of the run: one PostgreSQL for all workers, and a folder that collects every output of the command line. */
export async function mochaGlobalSetup(): Promise<void> {
  process.env.WINDLASS_TEST_OUTPUT = mkdtempSync(join(tmpdir(), 'windlass-output-'));
  if (process.env.TEST_DATABASE_URL === undefined) server = await startPostgres();
  process.env.WINDLASS_TEST_POSTGRES = process.env.TEST_DATABASE_URL ?? server?.url ?? '';
  const client = new pg.Client({ connectionString: process.env.WINDLASS_TEST_POSTGRES });
  await client.connect();
  const found = await client.query("SELECT 1 FROM pg_roles WHERE rolname = 'windlass_test'");
  if (found.rowCount === 0) await client.query(`CREATE ROLE windlass_test LOGIN SUPERUSER PASSWORD '${PASSWORD}'`);
  await client.end();
}

/** After all tests: no output of the whole run may hold the password in any form. */
export async function mochaGlobalTeardown(): Promise<void> {
  await server?.stop();
  const folder = process.env.WINDLASS_TEST_OUTPUT ?? '';
  const leaks = passwordLeaks(folder);
  rmSync(folder, { recursive: true, force: true });
  if (leaks.length > 0) throw new Error(`the password stands in the output of: ${leaks.join('; ')}`);
}

/** The command lines in whose output the test password stands, raw or encoded. */
export function passwordLeaks(folder: string): readonly string[] {
  const forms = [PASSWORD, encodeURIComponent(PASSWORD), encodeURI(PASSWORD)];
  return readdirSync(folder).flatMap((name) => {
    const [command = '', ...output] = readFileSync(join(folder, name), 'utf8').split('\n');
    return forms.some((form) => output.join('\n').includes(form))
      ? [command.replaceAll(encodeURIComponent(PASSWORD), '***')]
      : [];
  });
}
