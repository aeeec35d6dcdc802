import assert from 'node:assert/strict';
import fc from 'fast-check';
import { MigratorError } from '../../src/errors.ts';
import { databaseFromUrl } from '../../src/settings/database-url.ts';

// Long enough not to stand in a sentence by chance, and with everything that means something in a URL.
const password = fc
  .string({ unit: fc.constantFrom(...'aZ09#@/?:%&=+;,!$\'"\\[]{}|^~` é漢'), minLength: 6, maxLength: 20 })
  .filter((text) => /[a-zA-Z0-9]/.test(text) && !/^\s|\s$/.test(text));
const word = fc.string({ unit: fc.constantFrom(...'bcdfghjk'), minLength: 3, maxLength: 8 });
const name = fc.string({ unit: fc.constantFrom(...'bcd-_.éß @%'), minLength: 1, maxLength: 8 });
const scheme = fc.constantFrom('postgres', 'postgresql', 'POSTGRES', 'sqlite', 'mysql', 'postgre');

describe('the law of database URLs', () => {
  it('an encoded URL gives the parts that it was made of', () => {
    fc.assert(
      fc.property(
        name,
        password,
        word,
        fc.integer({ min: 1, max: 65_535 }),
        word,
        (username, secret, host, port, database) => {
          const place = `${host}.local:${port}/${database}`;
          const url = `postgres://${encodeURIComponent(username)}:${encodeURIComponent(secret)}@${place}`;
          const { options } = databaseFromUrl(url, '/base', 'DATABASE_URL');
          const { dialectOptions, ...parts } = options;
          assert.deepEqual(parts, { username, password: secret, host: `${host}.local`, port, database });
        },
      ),
    );
  });

  it('no display, no message and no remedy holds a password, encoded or not', () => {
    const shapes = fc.constantFrom<(s: string, u: string, p: string, h: string) => string>(
      (s, u, p, h) => `${s}://${u}:${p}@${h}/db`,
      (s, u, p, h) => `${s}:${u}:${p}@${h}/db`,
      (s, u, p, h) => `${s}:/${u}:${p}@${h}/db`,
      (s, u, p, h) => `${s}://${u}:${p}@${h}:port/db?sslmode=require`,
      (s, u, p, h) => `${s}://${u}:${p}@${h}`,
      (_, u, p, h) => `${u}:${p}@${h}/db`,
      (_, u, p, h) => `//${u}:${p}@${h}/db`,
      (_, __, p) => p,
    );
    fc.assert(
      fc.property(shapes, scheme, word, password, word, fc.boolean(), (shape, kind, user, secret, host, encoded) => {
        const written = encoded ? encodeURIComponent(secret) : secret;
        const said = told(shape(kind, user, written, host));
        assert.ok(!said.includes(secret) && !said.includes(written), said);
      }),
      { numRuns: 1_000 },
    );
  });

  it('every password of an accepted URL is among its secrets, as text and as written', () => {
    fc.assert(
      fc.property(password, word, (secret, host) => {
        const written = encodeURIComponent(secret);
        const { secrets } = databaseFromUrl(`postgres://ann:${written}@${host}/shop`, '/base', 'DATABASE_URL');
        assert.ok(secrets.includes(secret) && secrets.includes(written));
      }),
    );
  });
});

function told(url: string): string {
  try {
    return databaseFromUrl(url, '/base', 'DATABASE_URL').display;
  } catch (error) {
    assert.ok(error instanceof MigratorError, String(error));
    return `${error.message} ${error.remedy}`;
  }
}
