import assert from 'node:assert/strict';
import type { Verification } from '../../src/index.ts';
import { databases, type TestDatabase } from '../support/databases.ts';
import { fresh } from '../support/fresh.ts';
import type { Project } from '../support/project.ts';
import { verified } from '../support/verified.ts';

const told = ({ revisions }: Verification) => revisions.map(({ revision, result }) => `${revision} ${result}`);

for (const kind of databases()) {
  describe(`verify of files that work through their application's own models on ${kind.name}`, () => {
    let db: TestDatabase;
    let project: Project;
    fresh(kind, (own) => {
      ({ db, project } = own);
      const opened =
        kind.name === 'sqlite'
          ? `new Sequelize({ dialect: 'sqlite', storage: ${JSON.stringify(db.url.slice('sqlite:'.length))}, logging: false })`
          : `new Sequelize(${JSON.stringify(db.url)}, { logging: false })`;
      const add = (column: string, more = '') =>
        `const { User } = require('../models'); module.exports = { up: async (qi, S) => {
          await qi.sequelize.query('ALTER TABLE users ADD COLUMN ${column} integer'); ${more}
          await User.sequelize.query('SELECT ${column} FROM users');
          await User.update({ name: '${column}' }, { where: { name: 'nobody' } }); },`;
      const down = (column: string) => `down: (qi) => qi.sequelize.query('ALTER TABLE users DROP COLUMN ${column}') };`;
      project.write({
        'package.json': JSON.stringify({ name: 'p', type: 'commonjs' }),
        'models.js': `const { Sequelize, DataTypes } = require('sequelize'); const sequelize = ${opened};
          exports.User = sequelize.define('users', { name: DataTypes.STRING }, { timestamps: false });`,
        'migrations/20240101-users.js': `module.exports = { up: (qi, S) => qi.createTable('users',
          { id: { type: S.INTEGER, primaryKey: true, autoIncrement: true }, name: S.STRING }), down: (qi) => qi.dropTable('users') };`,
        'migrations/20240102-one.js': `${add('one')} ${down('one')}`,
        'migrations/20240103-two.js': `${add('two')} down: () => { throw new Error('no way back'); } };`,
        'migrations/20240104-three.js': `${add('three', kind.name === 'sqlite' ? "await qi.sequelize.query('VACUUM');" : "await qi.sequelize.query('CREATE INDEX CONCURRENTLY three ON users (three)');")} ${down('three')}`,
        'migrations/20240105-four.js': `${add('four')} ${down('four')}`,
      });
    });

    const expected = [
      ...['20240101-users.js ok', '20240102-one.js ok', '20240103-two.js down-failed', '20240104-three.js ok'],
      '20240105-four.js ok',
    ];

    it('finds them on the session that is open, whichever opened first', async () => {
      const found = await verified(project, db.url, { chain: true });
      assert.deepEqual(told(found), expected);
      assert.deepEqual(
        found.chain?.map(({ revision, result }) => `${revision} ${result}`),
        expected.toReversed(),
      );
      assert.equal(await db.dump(), '');
    });

    it('keeps two runs of one process apart', async () => {
      const both = await Promise.all([verified(project, db.url), verified(project, db.url)]);
      assert.deepEqual(both.map(told), [expected, expected]);
    });

    it('lets them go to their own database afterwards', async () => {
      await verified(project, db.url);
      const { createRequire } = await import('node:module');
      const { User } = createRequire(`${project.folder}/`)('./models.js') as {
        User: { count(): Promise<number>; sequelize: { close(): Promise<void> } };
      };
      await assert.rejects(User.count(), /users/);
      await User.sequelize.close();
    });
  });
}
