import assert from 'node:assert/strict';
import { desiredSchema } from '../../src/models/desired.ts';
import { contextFor } from '../support/context.ts';
import { databases, type TestDatabase } from '../support/databases.ts';
import { createProject } from '../support/project.ts';

const model = (name: string, column: string, more = '') =>
  `${more}\nmodule.exports = (sequelize, DataTypes) => sequelize.define('${name}', { ${column}: DataTypes.TEXT });`;

for (const kind of databases()) {
  describe(`model files that are wrong on ${kind.name}`, () => {
    let db: TestDatabase;
    before(async () => {
      db = await kind.create();
    });
    after(() => db.drop());

    const cases: readonly (readonly [title: string, files: Record<string, string>, words: RegExp])[] = [
      [
        'a rejection that nobody awaits',
        { 'b.js': model('b', 'x', `Promise.reject(new Error('no luck'));`) },
        /models\/b\.js threw .*: no luck/,
      ],
      [
        'a rejection without a stack',
        { 'b.js': model('b', 'x', `Promise.reject('no luck');`) },
        /models\/b\.js threw .*: no luck/,
      ],
      [
        'an error that is thrown later',
        { 'b.js': model('b', 'x', `setImmediate(async () => { throw new Error('too late'); });`) },
        /models\/b\.js threw .*: too late/,
      ],
      ['process.exit()', { 'b.js': model('b', 'x', 'process.exit(0);') }, /models\/b\.js called process\.exit\(\)/],
      [
        'process.exit() that is caught',
        { 'b.js': model('b', 'x', 'try { process.exit(0); } catch {}') },
        /models\/b\.js called process\.exit\(\)/,
      ],
      [
        'two models of one name',
        { 'b.js': model('same', 'x'), 'c.js': model('same', 'y') },
        /models\/b\.js and models\/c\.js both define the model "same"/,
      ],
    ];
    for (const [title, files, words] of cases)
      it(`are named: ${title}`, async () => {
        const all = Object.entries(files).map(([name, text]) => [`models/${name}`, text]);
        const project = createProject(Object.fromEntries([['models/a.js', model('a', 'x')], ...all]), {
          type: 'commonjs',
        });
        try {
          const said = desiredSchema(contextFor(db.url, project.folder), { models: ['models'], options: {} });
          await assert.rejects(said, (error: { code: string; message: string }) => {
            assert.equal(error.code, 'CONFIG_INVALID', String(error));
            assert.match(error.message, words);
            return true;
          });
        } finally {
          project.remove();
        }
      });
  });
}
