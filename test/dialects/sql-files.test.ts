import assert from 'node:assert/strict';
import { join } from 'node:path';
import { createMigrator } from '../../src/index.ts';
import { databases, type TestDatabase } from '../support/databases.ts';
import { createProject, type Project } from '../support/project.ts';

const BODY = `CREATE FUNCTION f() RETURNS text LANGUAGE sql AS $$
  SELECT 'a
\\b c
' -- it's
\\; $$;`;
const TABLE = String.raw`CREATE TABLE t (a TEXT DEFAULT 'line1
\section{x}
line3', b INTEGER, c TEXT DEFAULT '
\end');`;

for (const kind of databases()) {
  describe(`files of SQL on ${kind.name}`, () => {
    let db: TestDatabase;
    let project: Project;

    beforeEach(async () => {
      db = await kind.create();
      project = createProject();
    });
    afterEach(async () => {
      project.remove();
      await db.drop();
    });

    it('keep the lines of strings and bodies that begin with a backslash, without the commands of psql', async () => {
      const body = kind.name === 'postgres' ? `SET check_function_bodies = off;\n${BODY}` : '';
      await db.query(TABLE + body);
      project.write({ 'a.sql': `\\restrict it's\n-- it's\n${TABLE}\n\\connect "x\n${body}\n\\unrestrict it's\n` });
      const migrator = createMigrator({ url: db.url }, { directory: project.folder });
      assert.deepEqual((await migrator.compare(join(project.folder, 'a.sql'), db.url)).differences, []);
    });
  });
}
