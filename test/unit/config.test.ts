import assert from 'node:assert/strict';
import { ConfigInvalid, ConfigNotFound, MigratorError, Unsupported } from '../../src/errors.ts';
import { databaseFromUrl } from '../../src/settings/database-url.ts';
import { parseDuration } from '../../src/settings/duration.ts';
import { type Config, checkConfig } from '../../src/settings/schema.ts';
import { requireDatabase, resolveSettings, type SettingsSources } from '../../src/settings/settings.ts';

const PASSWORD = 'Sekret9';

describe('a database URL', () => {
  for (const [url, display] of [
    ['postgres://ann:p%40ss@db:5433/shop', 'postgres://ann:***@db:5433/shop'],
    ['postgresql://db/shop', 'postgres://db:5432/shop'],
    ['postgres:///shop?host=/var/run/postgresql&user=ann', 'postgres://ann@%2Fvar%2Frun%2Fpostgresql:5432/shop'],
    ['postgres://ann@db/shop?password=Sekret9', 'postgres://ann:***@db:5432/shop'],
    ['postgres://ann:Sekret9@[::1]:5433/shop', 'postgres://ann:***@[::1]:5433/shop'],
    ['sqlite:./app.db', 'sqlite:/base/app.db'],
    ['sqlite:app.db', 'sqlite:/base/app.db'],
    ['sqlite://app.db', 'sqlite:/base/app.db'],
    ['sqlite:/data/app.db', 'sqlite:/data/app.db'],
    ['sqlite:///data/app.db', 'sqlite:/data/app.db'],
    ['sqlite:my%20app.db', 'sqlite:/base/my app.db'],
    ['sqlite:50%.db', 'sqlite:/base/50%.db'],
    ['sqlite::memory:', 'sqlite::memory:'],
    ['sqlite:///:memory:', 'sqlite::memory:'],
  ] as const) {
    it(`reads ${url.replace(PASSWORD, '***')}`, () => assert.equal(read(url).display, display));
  }

  it('gives its parts decoded', () => {
    const { options } = read('postgres://a%2Fb:p%40s%3As@db:1/shop?application_name=api&options=-c%20a%3Db');
    assert.deepEqual(options, {
      ...{ username: 'a/b', password: 'p@s:s', host: 'db', port: 1, database: 'shop' },
      dialectOptions: { application_name: 'api', options: '-c a=b' },
    });
  });

  it('knows every written form of its password', () => {
    assert.deepEqual(read('postgres://ann:p%40ss@db/shop').secrets, ['p@ss', 'p%40ss']);
  });

  for (const [query, ssl] of [
    ['sslmode=require', {}],
    ['sslmode=verify-full', {}],
    ['sslmode=no-verify', { rejectUnauthorized: false }],
    ['ssl=true', true],
    ['ssl=false', undefined],
    ['sslmode=disable', undefined],
  ] as const) {
    it(`takes ${query} as pg does`, () =>
      assert.deepEqual(read(`postgres://db/shop?${query}`).options.dialectOptions?.ssl, ssl));
  }

  for (const [url, words] of [
    ['postgres://ann:Sek#ret9@db/shop', /percent-encode/],
    ['postgres://ann:Sek/ret9@db/shop', /percent-encode/],
    ['postgres://ann:Sek?ret9@db/shop', /percent-encode/],
    ['postgres://ann:12/Sekret9@db/shop', /percent-encode/],
    ['postgres:ann:Sekret9@db/shop', /"\/\/" is missing/],
    ['postgres://ann:Sekret9@db:99999/shop', /cannot be read/],
    ['postgres://ann:Sekret9', /cannot be read/],
    ['postgres://ann:Sekret9@one,two/shop', /several hosts/],
    ['postgres://ann:Sekret9@db/shop?sslmode=bogus', /sslmode/],
    ['postgres://ann:Sekret9@db/shop?sslrootcert=/nowhere.pem', /\/nowhere\.pem/],
    ['sqlite://ann:Sekret9@db/shop', /user or a password/],
    ['sqlite:', /names no file/],
    ['Sekret9', /no URL/],
    ['', /no URL/],
  ] as const) {
    it(`refuses ${url.replace(PASSWORD, '***') || 'an empty text'}`, () => {
      const error = failure(() => read(url));
      assert.ok(error instanceof ConfigInvalid);
      assert.match(`${error.message} ${error.remedy}`, words);
      assert.doesNotMatch(`${error.message} ${error.remedy}`, /Sek.?ret9/);
    });
  }

  it('refuses another database with exit code 7', () => {
    const error = failure(() => read('mysql://ann:Sekret9@db/shop'));
    assert.ok(error instanceof Unsupported);
    assert.equal(error.exitCode, 7);
    assert.doesNotMatch(error.message + error.remedy, /Sekret9/);
  });
});

describe('a length of time', () => {
  for (const [text, durationMs] of [
    ['60s', 60_000],
    ['5m', 300_000],
    ['500ms', 500],
    ['1.5h', 5_400_000],
    ['7', 7_000],
    ['soon', null],
    ['-1s', null],
  ] as const) {
    it(`reads ${text}`, () => assert.equal(parseDuration(text), durationMs));
  }
});

describe('a configuration', () => {
  for (const [value, message] of [
    [null, 'f.json exports no configuration object'],
    [[], 'f.json exports no configuration object'],
    [{ ur: 1 }, 'f.json has an unknown key "ur"'],
    [{ tables: { revison: 'x' } }, 'f.json has an unknown key "tables.revison"'],
    [{ migrations: 4 }, '"migrations" in f.json is 4, not a string or an array of strings'],
    [{ language: 'tsx' }, '"language" in f.json is "tsx", not one of "ts", "js", "cjs"'],
    [{ wait: 'soon' }, '"wait" in f.json is "soon", not a duration: 500ms, 60s, 5m, or a number of seconds'],
    [{ wait: -1 }, '"wait" in f.json is -1, not a duration: 500ms, 60s, 5m, or a number of seconds'],
    [{ legacy: 3 }, '"legacy" in f.json is 3, not an object'],
    [{ include: 1 }, '"include" in f.json is 1, not a function'],
    [{ url: ['postgres://ann:Sekret9@db/shop'] }, '"url" in f.json is an array, not a string'],
  ] as const) {
    it(`is refused: ${message}`, () => assert.equal(failure(() => checkConfig(value, 'f.json')).message, message));
  }

  it('names the key that was meant', () => {
    assert.match(failure(() => checkConfig({ lockTimeoot: 1 }, 'f.json')).remedy, /did you mean "lockTimeout"\?/);
  });
});

describe('settings', () => {
  it('take the flag, then the environment, then the file, then the default', () => {
    const flags = { migrations: ['flag'], schema: 'flag', wait: '1s', lockTimeout: '1s', allowAhead: true };
    const env = {
      ...{ WINDLASS_MIGRATIONS: 'one,two', WINDLASS_SCHEMA: 'env', WINDLASS_WAIT: '2s' },
      ...{ WINDLASS_LOCK_TIMEOUT: '2s', WINDLASS_ALLOW_AHEAD: '0' },
    };
    const config: Config = { migrations: 'file', schema: 'file', wait: 3, lockTimeout: '3s', allowAhead: true };
    assert.deepEqual(
      [{ flags, env, config }, { env, config }, { config }, {}].map((sources) => told(sources)),
      [
        [['flag'], 'flag', 1_000, 1_000, true],
        [['one', 'two'], 'env', 2_000, 2_000, false],
        [['file'], 'file', 3_000, 3_000, true],
        [['migrations'], null, 0, 600_000, false],
      ],
    );
  });

  it('take the database of --url, WINDLASS_URL, DATABASE_URL, the file', () => {
    const flags = { url: 'sqlite:flag' };
    const env = { WINDLASS_URL: 'sqlite:own', DATABASE_URL: 'sqlite:env' };
    const { DATABASE_URL } = env;
    const config = { url: 'sqlite:file' };
    assert.deepEqual(
      [{ flags, env, config }, { env, config }, { env: { DATABASE_URL }, config }, { config }].map(
        (sources) => settings(sources).settings.database?.options.storage,
      ),
      ['/cwd/flag', '/cwd/own', '/cwd/env', '/base/file'],
    );
  });

  it('do without a database until one is needed', () => {
    const { settings: resolved } = settings({});
    assert.equal(resolved.database, null);
    const error = failure(() => requireDatabase(resolved));
    assert.ok(error instanceof ConfigNotFound);
    assert.match(error.remedy, /DATABASE_URL/);
  });

  it('warn of a WINDLASS_ variable that means nothing', () => {
    assert.match(settings({ env: { WINDLASS_SHEMA: 'x' } }).warnings.join(), /WINDLASS_SHEMA/);
  });

  it('do not warn of what Kubernetes sets for a service called windlass', () => {
    const env = { WINDLASS_SERVICE_HOST: '10.0.0.1', WINDLASS_PORT: 'tcp://10.0.0.1:80', WINDLASS_PORT_80_TCP: 'x' };
    assert.deepEqual(settings({ env }).warnings, []);
  });

  it('say when the environment takes the place of the file', () => {
    const config = { url: 'sqlite:file' };
    assert.match(settings({ config, env: { DATABASE_URL: 'sqlite:env' } }).warnings.join(), /DATABASE_URL.*"url"/);
    assert.deepEqual(settings({ config, env: { DATABASE_URL: 'sqlite:file' } }).warnings, []);
    assert.deepEqual(settings({ config, flags: { url: 'sqlite:flag' } }).warnings, []);
  });

  for (const { env, words } of [
    { env: { WINDLASS_WAIT: 'soon' }, words: /WINDLASS_WAIT is "soon"/ },
    { env: { WINDLASS_LOCK_TIMEOUT: '-1' }, words: /WINDLASS_LOCK_TIMEOUT is "-1"/ },
    { env: { WINDLASS_ALLOW_AHEAD: 'maybe' }, words: /WINDLASS_ALLOW_AHEAD is "maybe"/ },
  ]) {
    it(`refuse ${Object.entries(env).flat().join('=')}`, () => {
      const error = failure(() => settings({ env }));
      assert.ok(error instanceof ConfigInvalid);
      assert.match(error.message, words);
    });
  }
});

function read(url: string) {
  return databaseFromUrl(url, '/base', 'DATABASE_URL');
}

function settings(sources: Partial<SettingsSources>) {
  return resolveSettings({
    ...{ flags: {}, env: {}, config: {}, configFile: '/base/windlass.config.json' },
    ...{ directory: '/base', cwd: '/cwd', ...sources },
  });
}

function told(sources: Partial<SettingsSources>) {
  const { migrations, schema, waitMs, lockTimeoutMs, allowAhead } = settings(sources).settings;
  return [migrations, schema, waitMs, lockTimeoutMs, allowAhead];
}

function failure(act: () => unknown): MigratorError {
  try {
    act();
  } catch (error) {
    assert.ok(error instanceof MigratorError);
    return error;
  }
  throw new assert.AssertionError({ message: 'nothing was thrown' });
}
