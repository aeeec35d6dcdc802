/**
 * `npm run real-schemas FOLDER`: for each `*.pg.sql` and `*.lite.sql` of a folder: a database made of it by psql or sqlite3, its baseline as a revision, that
 * revision on an empty database, and both compared; then downgrade to base. Prints a line for each: what was compared, and what is not equal or is left.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SchemaSnapshot } from '../src/model/schema.ts';
import { databases } from '../test/support/databases.ts';
import { createProject } from '../test/support/project.ts';
import { withServer } from '../test/support/with-server.ts';

const folder = process.argv[2] ?? '.';
await withServer(['postgres', 'gitlab'], async () => {
  for (const file of readdirSync(folder).sort())
    if (/\.(?:pg|lite)\.sql$/.test(file)) console.log(`${file.padEnd(28)} ${await tried(join(folder, file))}`);
});

async function tried(file: string): Promise<string> {
  const name = file.endsWith('.pg.sql') ? 'postgres' : 'sqlite';
  const kind = databases().find((one) => one.name === name);
  if (kind === undefined) throw new RangeError(name);
  const [there, fresh] = [await kind.create(), await kind.create()];
  const project = createProject({
    'migrations/.keep': '',
    'windlass.config.json': JSON.stringify({ migrations: 'migrations' }),
  });
  try {
    const refused = executed(name, there.url, readFileSync(file, 'utf8'));
    const dumped = async () => {
      const { stdout } = await project.windlass(['schema', 'dump', '--format', 'json', '--url', fresh.url]);
      return contentOf(JSON.parse(stdout) as SchemaSnapshot);
    };
    for (const step of [
      ['revision', '--autogenerate', '--baseline', '-m', 'baseline', '--url', there.url],
      ['upgrade', '--url', fresh.url],
      ['diff', there.url, fresh.url],
    ]) {
      const { code, stdout, stderr } = await project.windlass(step);
      if (code !== 0) return `${step[0]} exits ${code}: ${(stdout + stderr).slice(0, 2_000)}`;
    }
    const made = await dumped();
    const { code, stderr } = await project.windlass(['downgrade', 'base', '--url', fresh.url]);
    if (code !== 0) return `downgrade exits ${code}: ${stderr.slice(0, 2_000)}`;
    const left = await dumped();
    const without = refused.length === 0 ? '' : `; without what this server refused: ${refused.join(', ')}`;
    return `equal: ${made}; after downgrade: ${left}${without}`;
  } finally {
    project.remove();
    await there.drop();
    await fresh.drop();
  }
}

function contentOf({ tables, objects, enums }: SchemaSnapshot): string {
  const columns = tables.flatMap((table) => table.columns).length;
  const indexes = tables.flatMap((table) => table.indexes).length;
  const constraints = tables.flatMap((table) => table.constraints).length;
  if (tables.length + objects.length + enums.length === 0) return 'nothing';
  return `${tables.length} tables, ${columns} columns, ${constraints} constraints, ${indexes} indexes, ${enums.length} enum types, ${objects.length} other objects`;
}

// Without the lines that leave the database, and without psql's own that make others. What was refused, each once.
function executed(name: 'postgres' | 'sqlite', url: string, text: string): readonly string[] {
  const input = text.replace(/^(?:\\c |\\copy|DROP DATABASE|CREATE DATABASE).*$/gim, '');
  const [command, args] =
    name === 'postgres' ? ['psql', ['-X', '-q', '-f', '-', url]] : ['sqlite3', [url.replace('sqlite:', '')]];
  const { stderr } = spawnSync(command, args, { input, encoding: 'utf8', maxBuffer: 2 ** 28 });
  return [...new Set([...stderr.matchAll(/\bERROR: +(.*)$/gim)].map(([, words = '']) => words))];
}
