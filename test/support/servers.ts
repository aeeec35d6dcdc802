import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { inMemory } from './in-memory.ts';
import { PASSWORD, startPostgres, type TestServer } from './postgres.ts';

let server: TestServer | null = null;
let forget: () => void = () => undefined;

/**
 * Before all tests of the run: temporary folders in memory where the machine has room, one PostgreSQL for all workers, and a folder that collects
 * every output of the command line.
 */
export async function mochaGlobalSetup(): Promise<void> {
  forget = inMemory();
  process.env.WINDLASS_TEST_OUTPUT = mkdtempSync(join(tmpdir(), 'windlass-output-'));
  if (process.env.TEST_DATABASE_URL === undefined) server = await startPostgres();
  process.env.WINDLASS_TEST_POSTGRES = process.env.TEST_DATABASE_URL ?? server?.url ?? '';
  const client = new pg.Client({ connectionString: process.env.WINDLASS_TEST_POSTGRES });
  await client.connect();
  // a login is no longer a thousand hashes; before PostgreSQL 16 there is no such setting
  await client.query("SELECT set_config(name, '1', false) FROM pg_settings WHERE name = 'scram_iterations'");
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
  forget();
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
