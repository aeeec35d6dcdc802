import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { databaseKind } from '../support/databases.ts';
import { createProject } from '../support/project.ts';

const MODEL = `module.exports = (sequelize, DataTypes) =>
  sequelize.define('User', { mail: DataTypes.CITEXT }, { tableName: 'users', timestamps: false });`;

describe('an extension that only the database has', () => {
  it('is made by the first revision that stands on it, and stays on the way down; init-db works', async function () {
    const [db, fresh] = [await databaseKind('postgres').create(), await databaseKind('postgres').create()];
    const project = createProject({
      'migrations/.keep': '',
      'models/user.cjs': MODEL,
      'windlass.config.json': JSON.stringify({ models: ['models/*.cjs'] }),
    });
    const run = async (url: string, ...args: string[]) => {
      const ended = await project.windlass([...args, '--url', url]);
      assert.equal(ended.code, 0, ended.stderr);
      return ended;
    };
    try {
      const [there] = await db.query("SELECT FROM pg_available_extensions WHERE name = 'citext'");
      if (there === undefined) this.skip();
      await db.query('CREATE EXTENSION citext');
      await run(db.url, 'revision', '--autogenerate', '-m', 'users');
      const folder = join(project.folder, 'migrations');
      const text = readFileSync(join(folder, readdirSync(folder).find((name) => name.includes('users')) ?? ''), 'utf8');
      assert.match(text, /up\([\s\S]*CREATE EXTENSION IF NOT EXISTS "citext"[\s\S]*createTable[\s\S]*down\(/);
      assert.doesNotMatch(text.slice(text.indexOf('down(')), /EXTENSION|execute/i);
      await run(db.url, 'upgrade');
      await run(db.url, 'check');
      await run(fresh.url, 'init-db');
      await run(fresh.url, 'check');
      await run(db.url, 'downgrade', 'base');
      assert.equal((await db.query("SELECT FROM pg_extension WHERE extname = 'citext'")).length, 1);
    } finally {
      project.remove();
      await db.drop();
      await fresh.drop();
    }
  });
});
