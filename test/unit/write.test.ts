import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { MigratorError } from '../../src/errors.ts';
import { type NewRevision, newRevisionId, slug, writeRevision } from '../../src/revisions/write.ts';

describe('writing a revision', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'windlass-write-'));
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  it('puts the file where the template of names says, with sub-folders, in UTC', async () => {
    const path = await writeRevision(
      asked({ fileTemplate: '%(year)s/%(month)s/%(day)s_%(hour)s%(minute)s_%(rev)s_%(slug)s' }),
    );
    assert.equal(relative(directory, path), 'migrations/2026/01/02_0304_a1b2_add_a_column.ts');
  });

  it('never writes over a file', async () => {
    await writeRevision(asked({}));
    await assert.rejects(writeRevision(asked({})), refused('USAGE', /exists already/));
  });

  it('calls CommonJS .cjs in an ES module package and .js elsewhere', async () => {
    assert.match(await writeRevision(asked({ language: 'cjs' })), /\.js$/);
    writeFileSync(join(directory, 'package.json'), '{ "type": "module" }');
    assert.match(await writeRevision(asked({ language: 'cjs' })), /\.cjs$/);
  });

  it('runs the hooks on the file in their order, with {file} or as last argument, quotes heeded', async () => {
    const append = `${process.execPath} -e "require('fs').appendFileSync(process.argv[1], '// ' + (process.argv[2] ?? 'first') + String.fromCharCode(10))"`;
    const path = await writeRevision(asked({ postWriteHooks: [append, `${append} {file} 'and then'`] }));
    assert.match(readFileSync(path, 'utf8'), /\/\/ first\n\/\/ and then\n$/);
  });

  it('keeps the file and names the hook when it fails', async () => {
    const hook = `${process.execPath} -e "console.error('no formatter'); process.exit(3)"`;
    await assert.rejects(
      writeRevision(asked({ postWriteHooks: [hook] })),
      refused('CONFIG_INVALID', /failed on migrations\/a1b2\.ts \(3\): no formatter/),
    );
    assert.match(readFileSync(join(directory, 'migrations/a1b2.ts'), 'utf8'), /revision = 'a1b2'/);
  });

  it('names a token that it does not know, and a template that it cannot read', async () => {
    await assert.rejects(writeRevision(asked({ fileTemplate: '%(nope)s' })), refused('CONFIG_INVALID', /%\(nope\)s/));
    await assert.rejects(writeRevision(asked({ template: 'no.txt' })), refused('CONFIG_INVALID', /"no\.txt".*ENOENT/));
  });

  function asked(options: Partial<NewRevision>): NewRevision {
    return {
      text: {
        revision: 'a1b2',
        downRevision: [],
        branchLabels: [],
        dependsOn: [],
        message: 'Add a column',
        createdAt: new Date('2026-01-02T03:04:05Z'),
        up: '',
        down: '',
      },
      directory,
      folder: 'migrations',
      language: 'ts',
      fileTemplate: '%(rev)s',
      template: null,
      postWriteHooks: [],
      ...options,
    };
  }
});

describe('a new revision id', () => {
  it('is twelve hex digits that nobody takes for a number', () => {
    for (let round = 0; round < 1_000; round += 1) {
      const id = newRevisionId();
      assert.match(id, /^[0-9a-f]{12}$/);
      assert.ok(Number.isNaN(Number(id)), id);
    }
  });
});

describe('the slug of a message', () => {
  for (const [message, expected] of [
    ['Add a column', 'add_a_column'],
    ['  Über "Bär"/..\\x ', 'uber_bar_x'],
    ['first line\nsecond', 'first_line'],
    ['!!!', ''],
    ['x'.repeat(100), 'x'.repeat(40)],
  ] as const) {
    it(`of ${JSON.stringify(message.slice(0, 30))} is ${JSON.stringify(expected)}`, () =>
      assert.equal(slug(message), expected));
  }
});

function refused(code: string, says: RegExp) {
  return (error: unknown) => {
    assert.ok(error instanceof MigratorError);
    assert.equal(error.code, code);
    assert.match(error.message, says);
    return true;
  };
}
