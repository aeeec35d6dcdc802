import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ConfigFolders, type Given, type Refused } from './config-folders.ts';

const CJS = { 'package.json': '{}' };
const ESM = "export default { url: 'sqlite:app.db' };";

const TAKEN: readonly (Given & { readonly name: string; readonly place: string })[] = [
  {
    name: 'windlass.config.ts',
    files: { 'windlass.config.ts': `const url: string = 'sqlite:app.db'; export default { url };` },
    place: 'app.db',
  },
  { name: 'windlass.config.mts', files: { 'windlass.config.mts': ESM }, place: 'app.db' },
  { name: 'windlass.config.mjs', files: { 'windlass.config.mjs': ESM }, place: 'app.db' },
  {
    name: 'windlass.config.js in an ES package',
    files: { 'package.json': '{"type":"module"}', 'windlass.config.js': ESM },
    place: 'app.db',
  },
  {
    name: 'windlass.config.js in a CommonJS package',
    files: { ...CJS, 'windlass.config.js': "module.exports = { url: 'sqlite:app.db' };" },
    place: 'app.db',
  },
  {
    name: 'windlass.config.cjs',
    files: { 'windlass.config.cjs': "module.exports = { url: 'sqlite:app.db' };" },
    place: 'app.db',
  },
  { name: 'windlass.config.json', files: { 'windlass.config.json': '{"url":"sqlite:app.db"}' }, place: 'app.db' },
  {
    name: 'an async function',
    files: { 'windlass.config.mjs': "export default async () => ({ url: 'sqlite:app.db' });" },
    place: 'app.db',
  },
  {
    name: 'a promise',
    files: { 'windlass.config.mjs': "export default Promise.resolve({ url: 'sqlite:app.db' });" },
    place: 'app.db',
  },
  {
    name: 'the windlass key of package.json',
    files: { 'package.json': '{"windlass":{"url":"sqlite:app.db"}}' },
    place: 'app.db',
  },
  {
    name: 'a file named by -c, from its folder',
    files: { 'ops/w.json': '{"url":"sqlite:app.db"}' },
    flags: { config: 'ops/w.json' },
    place: 'ops/app.db',
  },
  {
    name: 'a file named by WINDLASS_CONFIG',
    files: { 'ops/w.json': '{"url":"sqlite:app.db"}' },
    env: { WINDLASS_CONFIG: 'ops/w.json' },
    place: 'ops/app.db',
  },
  {
    name: 'a package.json named by -c',
    files: { 'ops/package.json': '{"windlass":{"url":"sqlite:app.db"}}' },
    flags: { config: 'ops/package.json' },
    place: 'ops/app.db',
  },
  {
    name: 'DATABASE_URL from the working directory',
    files: {},
    env: { DATABASE_URL: 'sqlite:app.db' },
    place: 'app.db',
  },
  {
    name: 'DATABASE_URL_FILE',
    files: { secret: ' sqlite:app.db\n' },
    env: { DATABASE_URL_FILE: 'secret' },
    place: 'app.db',
  },
  {
    name: 'an empty DATABASE_URL as none',
    files: { secret: 'sqlite:app.db' },
    env: { DATABASE_URL: '', DATABASE_URL_FILE: 'secret' },
    place: 'app.db',
  },
];

const REFUSED: readonly (Refused & { readonly name: string })[] = [
  {
    name: 'an unknown key',
    files: { 'windlass.config.json': '{"ur":1}' },
    exit: 2,
    words: /windlass\.config\.json has an unknown key "ur"/,
  },
  {
    name: 'broken JSON',
    files: { 'windlass.config.json': '{\n  "url": "postgres://ann:Sekret9@db/shop",\n  oops\n}' },
    exit: 2,
    words: /windlass\.config\.json:3/,
  },
  {
    name: 'a syntax error',
    files: { 'windlass.config.mjs': 'export default {\n  url: ,\n};' },
    exit: 2,
    words: /windlass\.config\.mjs:2/,
  },
  {
    name: 'a syntax error in CommonJS',
    files: { 'windlass.config.cjs': 'module.exports = {\n  url: ,\n};' },
    exit: 2,
    words: /windlass\.config\.cjs:2/,
  },
  {
    name: 'a file that throws',
    files: { 'windlass.config.mjs': "\nthrow new Error('bad postgres://ann:Sekret9@db/shop');" },
    exit: 2,
    words: /windlass\.config\.mjs:2 cannot be loaded: bad/,
  },
  {
    name: 'a file without default export',
    files: { 'windlass.config.mjs': "export const url = 'sqlite:app.db';" },
    exit: 2,
    words: /windlass\.config\.mjs has no default export/,
  },
  {
    name: 'a missing -c file',
    files: {},
    flags: { config: 'nope.json' },
    exit: 2,
    words: /"nope\.json" does not exist/,
  },
  {
    name: 'two configuration files',
    files: { 'windlass.config.json': '{}', 'windlass.config.mjs': 'export default {}' },
    exit: 2,
    words: /two configuration files/,
  },
  {
    name: 'both URLs',
    files: {},
    env: { DATABASE_URL: 'sqlite:a', DATABASE_URL_FILE: 'b' },
    exit: 2,
    words: /both set/,
  },
  {
    name: 'a missing secret',
    files: {},
    env: { DATABASE_URL_FILE: 'nope' },
    exit: 2,
    words: /DATABASE_URL_FILE names "nope"/,
  },
  { name: 'an empty secret', files: { secret: '\n' }, env: { DATABASE_URL_FILE: 'secret' }, exit: 2, words: /empty/ },
  {
    name: 'a password in place of a URL',
    files: { secret: 'Sekret9\n' },
    env: { DATABASE_URL_FILE: 'secret' },
    exit: 2,
    words: /DATABASE_URL_FILE is no URL/,
  },
  { name: 'nothing at all', files: {}, exit: 2, words: /which database/ },
];

describe('loading the configuration', () => {
  const folders = new ConfigFolders();
  after(() => folders.remove());

  for (const { name, place, ...input } of TAKEN) {
    it(`takes ${name}`, async () => {
      const { cwd, database } = await folders.load(input);
      assert.equal(database().options.storage, join(cwd, place));
    });
  }

  for (const { name, ...refused } of REFUSED)
    it(`refuses ${name} with exit ${refused.exit}`, () => folders.assertRefused(refused));

  it('needs no database until a command does', async () => {
    assert.equal((await folders.load({ files: CJS })).settings.database, null);
  });

  it('loads neither jiti nor Sequelize nor a driver for package.json alone', () => {
    const source = `
      import { createRequire } from 'node:module';
      const { loadSettings } = await import(${JSON.stringify(new URL('../../src/cli/load-config.ts', import.meta.url).href)});
      await loadSettings({ cwd: process.argv[1], env: {} }, {});
      const loaded = Object.keys(createRequire(import.meta.url).cache);
      console.log(loaded.filter((path) => /node_modules.(?:jiti|sequelize|pg|sqlite3|umzug)\\b(?!-)/.test(path)).join());`;
    const folder = folders.write({ 'package.json': '{"name":"app"}' });
    const { stdout, stderr } = spawnSync(
      process.execPath,
      ['--import', 'tsx', '--input-type=module', '-e', source, folder],
      { encoding: 'utf8' },
    );
    assert.deepEqual([stdout.trim(), stderr], ['', '']);
  });
});
