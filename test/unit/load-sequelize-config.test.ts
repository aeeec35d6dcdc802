import assert from 'node:assert/strict';
import { join } from 'node:path';
import { ConfigFolders, type Given, type Refused } from './config-folders.ts';

type Files = Given['files'];

const CJS = { 'package.json': '{}' };
const POSTGRES = { dialect: 'postgres', username: 'ann', password: 'Sekret9', host: 'db', database: 'shop' };
const RC = (text: string): Files => ({
  ...CJS,
  '.sequelizerc': `const path = require('path'); module.exports = ${text};`,
});
const CONFIG = (value: object): Files => ({ ...CJS, 'migrations/x': '', 'config/config.json': JSON.stringify(value) });

const TAKEN: readonly (Given & { readonly name: string; readonly place: string })[] = [
  {
    name: 'the database of sequelize-cli when its own names none',
    files: { ...CONFIG({ development: { dialect: 'sqlite', storage: 'app.db' } }), 'windlass.config.json': '{}' },
    place: 'app.db',
  },
  {
    name: 'config/config.js before config/config.json',
    files: { ...CONFIG({}), 'config/config.js': "module.exports = { dialect: 'sqlite', storage: 'app.db' };" },
    place: 'app.db',
  },
  {
    name: 'the environment that NODE_ENV names',
    files: CONFIG({ test: { dialect: 'sqlite', storage: 'app.db' } }),
    env: { NODE_ENV: 'test' },
    place: 'app.db',
  },
  {
    name: 'the environment that --env names',
    files: CONFIG({ test: { dialect: 'sqlite', storage: 'app.db' } }),
    env: { NODE_ENV: 'production' },
    flags: { env: 'test' },
    place: 'app.db',
  },
  {
    name: 'the environment that .sequelizerc names',
    files: { ...CONFIG({ test: { dialect: 'sqlite', storage: 'app.db' } }), ...RC("{ env: 'test' }") },
    place: 'app.db',
  },
  {
    name: 'a configuration without environments',
    files: CONFIG({ dialect: 'sqlite', storage: 'app.db' }),
    place: 'app.db',
  },
  {
    name: 'a configuration function with a callback',
    files: {
      ...CONFIG({}),
      'config/config.js': "module.exports = (done) => done(null, { dialect: 'sqlite', storage: 'app.db' });",
    },
    place: 'app.db',
  },
  { name: 'the url of .sequelizerc', files: { ...RC("{ url: 'sqlite:app.db' }") }, place: 'app.db' },
  {
    name: 'use_env_variable',
    files: CONFIG({ development: { use_env_variable: 'SHOP_URL' } }),
    env: { SHOP_URL: 'sqlite:app.db' },
    place: 'app.db',
  },
];

const REFUSED: readonly (Refused & { readonly name: string })[] = [
  {
    name: 'a dialect of another database',
    files: CONFIG({ development: { ...POSTGRES, dialect: 'mysql' } }),
    exit: 7,
    words: /"mysql"/,
  },
  {
    name: 'a variable that is not set',
    files: CONFIG({ development: { use_env_variable: 'UNSET' } }),
    exit: 2,
    words: /UNSET, which is not set/,
  },
  {
    name: 'an environment that is not there',
    files: CONFIG({ development: POSTGRES }),
    env: { NODE_ENV: 'staging' },
    exit: 2,
    words: /no environment "staging"/,
  },
  {
    name: 'a .sequelizerc that throws',
    files: { ...CJS, '.sequelizerc': "throw new Error('bad')" },
    exit: 2,
    words: /\.sequelizerc.*bad/,
  },
  {
    name: 'a .sequelizerc that names a missing file',
    files: RC("{ config: 'nope.json' }"),
    exit: 2,
    words: /nope\.json/,
  },
];

describe('loading the configuration of sequelize-cli', () => {
  const folders = new ConfigFolders();
  after(() => folders.remove());

  for (const { name, place, ...input } of TAKEN) {
    it(`takes ${name}`, async () => {
      const { cwd, database } = await folders.load(input);
      assert.equal(database().options.storage, join(cwd, place));
    });
  }

  it('knows where the seeders are noted in a file', async () => {
    const development = { ...POSTGRES, seederStorage: 'json', seederStoragePath: 'db/seeded.json' };
    const files = { ...RC("{ 'config': path.resolve(__dirname, 'config.json') }") };
    const { settings } = await folders.load({ files: { ...files, 'config.json': JSON.stringify({ development }) } });
    assert.equal(settings.legacy.seedFile, 'db/seeded.json');
  });

  it('knows a whole sequelize-cli project', async () => {
    const development = {
      ...{
        ...POSTGRES,
        port: '5433',
        dialectOptions: { ssl: { rejectUnauthorized: false } },
        define: { underscored: true },
      },
      ...{ migrationStorageTableName: 'meta', migrationStorageTableSchema: 'ops', seederStorage: 'sequelize' },
    };
    const { cwd, settings, database } = await folders.load({
      files: {
        ...RC(
          "{ 'config': path.resolve(__dirname, 'db', 'config.json'), 'migrations-path': 'db/migrations', 'seeders-path': 'db/seeders', 'models-path': 'db/models' }",
        ),
        'db/config.json': JSON.stringify({ development }),
        'db/seeders/one.js': '',
        'db/models/one.js': '',
      },
    });
    const { migrations, seeds, models, legacy, directory } = settings;
    assert.deepEqual(
      { migrations, seeds, models, directory },
      { migrations: ['db/migrations'], seeds: ['db/seeders'], models: ['db/models'], directory: cwd },
    );
    assert.deepEqual([legacy.metaTable, legacy.metaSchema], ['meta', 'ops']);
    const { dialectOptions, sequelize, port } = database().options;
    assert.deepEqual(
      [dialectOptions, sequelize, port],
      [{ ssl: { rejectUnauthorized: false } }, { define: { underscored: true } }, 5433],
    );
    assert.equal(database().display, 'postgres://ann:***@db:5433/shop');
  });

  it('takes the places of sequelize-cli by default', async () => {
    const places = async (files: Record<string, string>) => {
      const { migrations, seeds, models } = (await folders.load({ files })).settings;
      return [migrations, seeds, models];
    };
    const config = CONFIG({ development: POSTGRES });
    assert.deepEqual(await places(config), [['migrations'], [], []]);
    const there = { ...config, 'seeders/1.js': '', 'models/a.js': '' };
    assert.deepEqual(await places(there), [['migrations'], ['seeders'], ['models']]);
  });

  it('keeps the dialectOptions of the project for a database that the environment names', async () => {
    const dialectOptions = { ssl: { rejectUnauthorized: false } };
    const { database } = await folders.load({
      files: CONFIG({ development: { ...POSTGRES, dialectOptions } }),
      env: { DATABASE_URL: 'postgres://bob@other/shop' },
    });
    assert.deepEqual(database().options.dialectOptions, dialectOptions);
    assert.equal(database().options.password, undefined);
  });

  it('heeds a .env that the configuration itself loads', async () => {
    const env: Record<string, string> = {};
    Object.assign(globalThis, { windlassTestEnv: env });
    const { database, cwd } = await folders.load({
      files: {
        ...CONFIG({}),
        'config/config.js':
          "globalThis.windlassTestEnv.SHOP_URL = 'sqlite:app.db'; module.exports = { development: { use_env_variable: 'SHOP_URL' } };",
      },
      env,
    });
    assert.equal(database().options.storage, join(cwd, 'app.db'));
  });

  it('lets the windlass configuration win over .sequelizerc', async () => {
    const files = {
      ...RC("{ 'migrations-path': 'old' }"),
      'windlass.config.json': '{"url":"sqlite:app.db","migrations":"new"}',
    };
    const { settings } = await folders.load({ files });
    assert.deepEqual(settings.migrations, ['new']);
  });

  it('needs no configuration for commands without a database', async () => {
    assert.equal((await folders.load({ files: CJS })).settings.database, null);
    assert.equal(
      (await folders.load({ files: CONFIG({ development: { use_env_variable: 'UNSET' } }) })).settings.database,
      null,
    );
  });

  for (const { name, ...refused } of REFUSED)
    it(`refuses ${name} with exit ${refused.exit}`, () => folders.assertRefused(refused));
});
