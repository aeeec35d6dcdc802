import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Connection } from '../../src/dialects/connection.ts';
import { dialectOf } from '../../src/dialects/index.ts';
import { ownNames } from '../../src/dialects/own-tables.ts';
import { createMigrator } from '../../src/index.ts';
import type { SchemaSnapshot } from '../../src/model/schema.ts';
import { databaseFromUrl } from '../../src/settings/database-url.ts';
import { databases, type TestDatabase } from '../support/databases.ts';
import { BASE_MODELS, edited, emptying, filling, MODEL_EDITS, rowsOf } from '../support/model-edits.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

for (const kind of databases())
  describe(`model edits on ${kind.name}`, () => {
    let db: TestDatabase;
    let session: Connection;
    let directory: string;
    let count = 0;
    let base = '';
    let schema: unknown; // as it is before each edit

    const write = (path: string, text: string) => {
      mkdirSync(dirname(join(directory, path)), { recursive: true });
      writeFileSync(join(directory, path), text);
    };
    const migratorOf = (models: string, warnings: string[] = []) =>
      createMigrator(
        { url: db.url, models: `${models}/*.mjs`, language: 'js' },
        { directory, report: (event) => void (event.kind === 'warning' && warnings.push(event.message)) },
      );
    const { connect, reflect } = dialectOf(kind.name);
    const names = ownNames({ schema: null, revision: 'windlass_revision', history: 'windlass_history' });
    const reflected = async () => comparable(await reflect(session, { without: names }));
    const ask = (sql: string) => session.query(sql);

    before(async () => {
      db = await kind.create();
      directory = mkdtempSync(join(tmpdir(), 'windlass-edits-'));
      symlinkSync(join(ROOT, 'node_modules'), join(directory, 'node_modules'));
      write('package.json', '{ "type": "module" }');
      mkdirSync(join(directory, 'migrations'));
      write('base/models.mjs', BASE_MODELS);
      const migrator = migratorOf('base');
      const { revision } = await migrator.autogenerate({ message: 'base' });
      assert.ok(revision);
      base = revision;
      await migrator.upgrade();
      const { changes } = await migrator.autogenerate({ message: 'nothing' });
      assert.deepEqual(changes, []);
      const target = databaseFromUrl(db.url, directory, 'url');
      session = await connect(target, { directory, timeoutMs: 10_000, create: false });
      schema = await reflected();
    });
    after(async () => {
      await session.close();
      await db.drop();
      rmSync(directory, { recursive: true, force: true });
    });

    for (const edit of MODEL_EDITS)
      it(`${edit.title}: up is clean, down leaves what was there, up again is clean`, async () => {
        count += 1;
        write(`edit${count}/models.mjs`, edited(edit));
        for (const sql of [...emptying, ...(edit.empty ? [] : filling(kind.name))]) await ask(sql);
        const rows = await rowsOf(ask, edit);
        const migrator = migratorOf(`edit${count}`);
        const renames = edit.silentOn === kind.name ? [] : edit.renames;
        const { path, changes } = await migrator.autogenerate({ message: edit.title, renames });
        if (edit.silentOn === kind.name) return assert.deepEqual({ path, changes }, { path: null, changes: [] });
        assert.ok(path, 'nothing was detected');
        const text = readFileSync(path, 'utf8');
        try {
          await said(text, async () => {
            await migrator.upgrade();
            assert.deepEqual((await migrator.autogenerate({ message: 'x', output: 'text' })).changes, []);
            const clean = await reflected();
            await migrator.downgrade('-1');
            assert.deepEqual(await reflected(), schema);
            assert.deepEqual(await rowsOf(ask, edit), rows);
            await migrator.upgrade();
            assert.deepEqual(await reflected(), clean);
            if (edit.renames !== undefined || edit.hinted)
              assert.doesNotMatch(text, /dropTable|removeColumn|removeIndex/);
          });
        } finally {
          await migrator.downgrade(base).catch(() => undefined); // the failure itself is the one to tell
          rmSync(path);
        }
        assert.deepEqual(await reflected(), schema);
      });
  });

async function said(text: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    (error as Error).message += `\n${text.slice(text.indexOf('export async'))}`;
    throw error;
  }
}

// A column that goes and comes back stands at the end.
function comparable(schema: SchemaSnapshot): unknown {
  const text = (value: unknown): string =>
    JSON.stringify(value, (_, each: unknown) =>
      each !== null && typeof each === 'object' && !Array.isArray(each)
        ? Object.fromEntries(Object.entries(each).sort(([one], [other]) => (one < other ? -1 : 1)))
        : each,
    );
  const by = (list: readonly unknown[]) => list.map(text).sort();
  return {
    tables: schema.tables.map(({ columns, constraints, indexes, ...table }) => ({
      ...table,
      columns: by(columns),
      constraints: by(constraints),
      indexes: by(indexes),
    })),
    enums: schema.enums,
    objects: by(schema.objects),
    grants: by(schema.grants ?? []),
  };
}
