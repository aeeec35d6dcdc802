import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { MigratorError } from '../../src/errors.ts';
import { checksum } from '../../src/revisions/checksum.ts';
import { readRevisions } from '../../src/revisions/load.ts';

const header = (id: string, parent: string | null = null) =>
  `export const revision = '${id}';\nexport const downRevision = ${JSON.stringify(parent)};\nexport async function up() {}\n`;
const legacy = 'module.exports = { up() {}, down() {} };\n';

describe('reading revision files', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'windlass-load-'));
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  it('takes several folders, sub-folders and globs, each file once', async () => {
    write({
      'a/one.ts': header('one'),
      'a/2026/11/two.mts': header('two', 'one'),
      'b/three.cjs': header('three', 'two'),
    });
    assert.deepEqual(await ids(['a', 'b', 'a/*.ts', './a']), ['two', 'one', 'three']);
  });

  it('leaves out declarations, tests, what is not source and what has no header in a sub-folder', async () => {
    write({
      'm/one.ts': header('one'),
      'm/one.d.ts': header('no'),
      'm/one.test.ts': header('no'),
      'm/README.md': header('no'),
      'm/lib/helper.js': 'module.exports.help = () => 1;',
    });
    assert.deepEqual(await ids(['m']), ['one']);
  });

  it('makes files without a header one line in the order of their names', async () => {
    write({ 'm/20200102-b.js': legacy, 'm/20200101-a.js': legacy, 'm/20200103-c.cjs': legacy });
    const { revisions } = await readRevisions({ directory, migrations: ['m'], form: 'sequelize-cli' });
    assert.deepEqual(
      revisions.map(({ id, parents }) => [id, ...parents]),
      [['20200101-a.js'], ['20200102-b.js', '20200101-a.js'], ['20200103-c.cjs', '20200102-b.js']],
    );
  });

  it('lets a header name such a file as its parent', async () => {
    write({ 'm/20200101-a.js': legacy, 'm/new.ts': header('a1b2', '20200101-a.js') });
    const { revisions } = await readRevisions({ directory, migrations: ['m'], form: 'sequelize-cli' });
    assert.deepEqual(revisions.find(({ id }) => id === 'a1b2')?.parents, ['20200101-a.js']);
  });

  it('reads a file with a byte order mark and CRLF as the one without', async () => {
    write({ 'm/one.ts': `\uFEFF${header('one').replaceAll('\n', '\r\n')}` });
    assert.deepEqual(await ids(['m']), ['one']);
  });

  it('reads what Kubernetes makes of a ConfigMap: links through a hidden folder', async () => {
    write({ 'm/..2026_11_21/one.ts': header('one') });
    symlinkSync('..2026_11_21', join(directory, 'm/..data'));
    symlinkSync('..data/one.ts', join(directory, 'm/one.ts'));
    assert.deepEqual(await ids(['m']), ['one']);
  });

  it('follows a symbolic link to a folder', async () => {
    write({ 'elsewhere/one.ts': header('one') });
    symlinkSync(join(directory, 'elsewhere'), join(directory, 'm'));
    assert.deepEqual(await ids(['m']), ['one']);
  });

  for (const [name, { files, says }] of Object.entries({
    'a header that is no literal': {
      files: { 'm/a.ts': "export const revision = 'a' + 'b';" },
      says: /^m\/a\.ts:1 .*revision/,
    },
    'a header constant of the wrong type': {
      files: { 'm/a.ts': "export const revision = 'ab';\nexport const downRevision = true;" },
      says: /^m\/a\.ts:2 .*downRevision/,
    },
    'a string without end': {
      files: { 'm/a.ts': "export const revision = 'ab';\nconst x = 'never" },
      says: /^m\/a\.ts:2 /,
    },
    'header constants without a revision': {
      files: { 'm/a.ts': "// revision\nexport const downRevision = 'b';\nexport async function up() {}" },
      says: /^m\/a\.ts/,
    },
    'a folder that is not there': { files: {}, says: /m/ },
  })) {
    it(`refuses ${name}, naming the place`, async () => {
      write(files);
      await assert.rejects(ids(['m']), (error) => {
        assert.ok(error instanceof MigratorError);
        assert.equal(error.code, 'CONFIG_INVALID');
        assert.match(error.message, says);
        assert.notEqual(error.remedy, '');
        return true;
      });
    });
  }

  function write(files: Readonly<Record<string, string>>): void {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(directory, path)), { recursive: true });
      writeFileSync(join(directory, path), text);
    }
  }

  async function ids(migrations: readonly string[]): Promise<string[]> {
    const { revisions } = await readRevisions({ directory, migrations, form: 'sequelize-cli' });
    return revisions.map(({ id }) => id);
  }
});

describe('the checksum of a revision', () => {
  it('is SHA-256 of the text with line ends made LF', () => {
    const known = '2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881'; // of "x", by sha256sum
    assert.equal(checksum('x'), known);
    assert.equal(checksum('a\r\nb\r\n'), checksum('a\nb\n'));
    assert.notEqual(checksum('a\nb'), checksum('a\nb\n'));
  });
});
