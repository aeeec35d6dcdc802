import assert from 'node:assert/strict';
import { databaseOf } from '../../src/action/database.ts';
import { secretsOf, urlsIn } from '../../src/action/secrets.ts';

const URL_WITH = 'postgres://app:p%40ss%2Fwd-9@db.example:5432/shop';

describe('what the Action masks', () => {
  it('is the URL, and its password as it is written and decoded', () => {
    assert.deepEqual(secretsOf(URL_WITH), [URL_WITH, 'p%40ss%2Fwd-9', 'p@ss/wd-9']);
  });

  it('is a password with quotes as JSON writes it, too', () => {
    assert.ok(secretsOf('postgres://app:a"b\\c-77@db/shop').includes('a\\"b\\\\c-77'));
  });

  it('is a password with an @ that should have been encoded', () => {
    assert.ok(secretsOf('postgres://app:one@two-9@db/shop').includes('one@two-9'));
  });

  it('is a password among the parameters', () => {
    const url = 'postgres://db/shop?user=app&password=Geheim-77&sslmode=require';
    assert.deepEqual(secretsOf(url), [url, 'Geheim-77']);
  });

  it('is a bare password in place of a URL: the wrong secret', () => {
    assert.deepEqual(secretsOf('Geheim-77'), ['Geheim-77']);
  });

  for (const url of [
    'postgres://postgres:postgres@127.0.0.1/test',
    'postgres://app:Password@db/shop',
    'postgres://app:abc@db/shop',
    'postgres://reader:reader@db/shop',
    'postgres://app:warehouse@db/warehouse',
  ])
    it(`is the URL alone where the password is a word, short, or stands elsewhere in it: ${url}`, () => {
      assert.deepEqual(secretsOf(url), [url]);
    });

  for (const url of ['', 'sqlite:./app.db', 'sqlite:///tmp/x.db', 'postgres://app@db/shop'])
    it(`is nothing where there is no password: "${url}"`, () => assert.deepEqual(secretsOf(url), []));

  it('comes from every variable that holds the URL of a database', () => {
    assert.deepEqual(urlsIn({ PATH: '/bin', OTHER_DB: URL_WITH, LINK: 'https://a:b@c' }), [URL_WITH]);
  });
});

describe('the database of the Action', () => {
  const asked = { environment: {}, workspace: '/w', temporary: '/t', directory: '.' };

  it('is that of the input, whatever the environment says', () => {
    const environment = { DATABASE_URL_FILE: '/secret', DATABASE_URL: 'postgres://other/x' };
    assert.deepEqual(databaseOf({ ...asked, url: 'postgres://db/x', environment }), {
      WINDLASS_URL: 'postgres://db/x',
      DATABASE_URL: 'postgres://db/x',
      DATABASE_URL_FILE: '',
    });
  });

  it('is that of the environment without an input', () => {
    for (const name of ['WINDLASS_URL', 'DATABASE_URL', 'DATABASE_URL_FILE'])
      assert.deepEqual(databaseOf({ ...asked, url: '', environment: { [name]: 'x' } }), {});
  });

  it('is else a SQLite file of the job, the same for all steps of a working directory', () => {
    const file = (directory: string) => databaseOf({ ...asked, url: '', directory }).WINDLASS_URL;
    assert.match(file('.') ?? '', /^sqlite:\/t\/windlass-[0-9a-f]{8}\.db$/);
    assert.equal(file('api'), file('./api/'));
    assert.notEqual(file('api'), file('web'));
  });
});
