/**
 * `npx tsx scripts/real-rows.ts FOLDER`: for each `*.pg.sql` and `*.lite.sql` of a folder: a database made of it by psql or sqlite3, its tables emptied, filled
 * with generated rows twice (the second time elsewhere) and compared. Prints a line for each, and what could not be filled.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Connection } from '../src/dialects/connection.ts';
import type { Dialect } from '../src/dialects/dialect.ts';
import { display } from '../src/model/names.ts';
import type { SchemaSnapshot } from '../src/model/schema.ts';
import { rowDigests } from '../src/rows/digests.ts';
import { fillTables } from '../src/rows/fill.ts';
import { contextFor } from '../test/support/context.ts';
import { databaseKind } from '../test/support/databases.ts';
import { withServer } from '../test/support/with-server.ts';

const folder = process.argv[2] ?? '.';
const only = process.argv[3] ?? '';
await withServer(['postgres', 'gitlab'], async () => {
  for (const file of readdirSync(folder).sort())
    if (/\.(?:pg|lite)\.sql$/.test(file) && file.includes(only))
      console.log(`${file.padEnd(28)} ${await tried(join(folder, file))}`);
});

async function tried(file: string): Promise<string> {
  const first = await filled(file);
  const second = await filled(file);
  const same = [...first.digests].filter(([name, digest]) => second.digests.get(name) === digest).length;
  return [
    `${first.tables} tables (statements that this server refused: ${first.refused}), ${first.unfilled.length} unfilled, ${first.ms} ms, digests in ${first.digestMs} ms, the same again: ${same} of ${first.digests.size}`,
    ...first.unfilled.map((line) => `    ${line}`),
    ...[...first.digests]
      .filter(([name, digest]) => second.digests.get(name) !== digest)
      .map(([name]) => `    differs: ${name}`),
  ].join('\n');
}

async function filled(file: string) {
  const name = file.endsWith('.pg.sql') ? 'postgres' : 'sqlite';
  const own = await databaseKind(name).create();
  const { dialect, target } = contextFor(own.url, process.cwd());
  try {
    const refused = executed(name, own.url, readFileSync(file, 'utf8'));
    const db = await dialect.connect(target, { directory: process.cwd(), timeoutMs: 10_000, create: true });
    try {
      const schema = await dialect.reflect(db);
      await emptied(db, dialect, schema);
      const begun = performance.now();
      const unfilled = await fillTables(db, dialect, schema, { seed: 1, perTable: 3 });
      const ms = Math.round(performance.now() - begun);
      const again = performance.now();
      const digests = await rowDigests(db, dialect, schema);
      const digestMs = Math.round((performance.now() - again) * 10) / 10;
      const few = [...digests].filter(([, { count }]) => count < 3).map(([table]) => table);
      const lines = unfilled.map(({ table, reason }) => `${display(table)}: ${reason}`);
      const silent = few
        .filter((table) => !unfilled.some((each) => display(each.table) === table))
        .map((table) => `${table}: SILENT`);
      return {
        ...{ ms, digestMs, refused, tables: digests.size, unfilled: [...lines, ...silent] },
        digests: new Map([...digests].map(([table, { digest }]) => [table, digest])),
      };
    } finally {
      await db.close();
    }
  } finally {
    await own.drop();
  }
}

async function emptied(db: Connection, { name, sqlWriter }: Dialect, { tables }: SchemaSnapshot): Promise<void> {
  const names = tables.map((table) => sqlWriter.name(table.name));
  if (name === 'postgres' && names.length > 0) await db.query(`TRUNCATE ${names.join(', ')} RESTART IDENTITY CASCADE`);
  if (name === 'postgres') return;
  await db.query('PRAGMA foreign_keys = OFF');
  for (const table of names) await db.query(`DELETE FROM ${table}`);
  await db.query('PRAGMA foreign_keys = ON');
}

// Without the lines that leave the database, and without psql's own that make others.
function executed(name: 'postgres' | 'sqlite', url: string, text: string): number {
  const input = text.replace(/^(?:\\c |\\copy|DROP DATABASE|CREATE DATABASE).*$/gim, '');
  const [command, args] =
    name === 'postgres' ? ['psql', ['-X', '-q', '-f', '-', url]] : ['sqlite3', [url.replace('sqlite:', '')]];
  const { stderr } = spawnSync(command, args, { input, encoding: 'utf8', maxBuffer: 2 ** 28 });
  return stderr.match(/\berror\b/gi)?.length ?? 0;
}
