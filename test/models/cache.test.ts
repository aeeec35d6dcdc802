import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SchemaSnapshot } from '../../src/model/schema.ts';
import { type CacheKey, cached, cacheFolder } from '../../src/models/cache.ts';

const KEY: CacheKey = {
  toolVersion: '1',
  dialect: 'sqlite',
  surroundings: '3.50',
  statements: ['CREATE TABLE a (id)'],
};
const SCHEMA: SchemaSnapshot = {
  tables: [],
  enums: [{ name: { schema: null, name: 'é' }, labels: ['x\n'] }],
  objects: [],
};

describe('the cache of what models describe', () => {
  let root: string;
  let made: number;
  const make = async () => {
    made += 1;
    return SCHEMA;
  };
  const folder = () => join(root, 'node_modules', '.cache', 'windlass');
  const file = () => join(folder(), 'models-sqlite.json');
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'windlass-cache-'));
    made = 0;
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it('makes a schema once, and keeps one for each kind of database', async () => {
    assert.deepEqual(await cached(folder(), KEY, make), SCHEMA);
    assert.deepEqual(await cached(folder(), KEY, make), SCHEMA);
    assert.equal(made, 1);
    await cached(folder(), { ...KEY, dialect: 'postgres' }, make);
    assert.deepEqual(readdirSync(folder()).sort(), ['models-postgres.json', 'models-sqlite.json']);
  });

  for (const [what, other] of [
    ['another version of the tool', { toolVersion: '2' }],
    ['another database', { surroundings: '3.51' }],
    ['another statement', { statements: ['CREATE TABLE b (id)'] }],
  ] as const)
    it(`makes it again for ${what}`, async () => {
      await cached(folder(), KEY, make);
      await cached(folder(), { ...KEY, ...other }, make);
      assert.equal(made, 2);
    });

  for (const [what, damage] of [
    ['cut short', (text: string) => text.slice(0, -9)],
    ['changed', (text: string) => text.replace('tables', 'tabels')],
    ['empty', () => ''],
    ['no JSON', () => 'x\n{'],
  ] as const)
    it(`makes it again where the file is ${what}`, async () => {
      await cached(folder(), KEY, make);
      writeFileSync(file(), damage(readFileSync(file(), 'utf8')));
      assert.deepEqual(await cached(folder(), KEY, make), SCHEMA);
      assert.deepEqual(await cached(folder(), KEY, make), SCHEMA);
      assert.equal(made, 2);
    });

  it('does without a folder that cannot be written', async () => {
    writeFileSync(join(root, 'file'), '');
    assert.deepEqual(await cached(join(root, 'file', 'windlass'), KEY, make), SCHEMA);
    assert.deepEqual(await cached(null, KEY, make), SCHEMA);
    assert.equal(made, 2);
  });

  it('is not used from the sources of Windlass', () => assert.equal(cacheFolder(root), null));
});
