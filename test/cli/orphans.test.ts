import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { databases, type TestDatabase } from '../support/databases.ts';
import { createProject, type Project } from '../support/project.ts';

const modelsOf = (body: string) => `export default (sequelize, DataTypes) => {
  ${body}
};
`;
const WITHOUT_A = modelsOf("sequelize.define('T', { b: DataTypes.TEXT }, { tableName: 't', timestamps: false });");

for (const kind of databases()) {
  describe(`what names a column or table that goes on ${kind.name}`, () => {
    let db: TestDatabase;
    let project: Project;
    const windlass = (...args: string[]) => project.windlass([...args, '--url', db.url, '--log', 'pretty']);
    const written = () => {
      const [file = ''] = readdirSync(join(project.folder, 'migrations')).filter((name) => name.endsWith('.ts'));
      return readFileSync(join(project.folder, 'migrations', file), 'utf8');
    };
    const succeeds = async (...args: string[]) => {
      const ended = await windlass(...args);
      assert.equal(ended.code, 0, ended.stderr);
      return ended;
    };
    const key = kind.name === 'postgres' ? 'serial primary key' : 'integer primary key autoincrement not null';

    beforeEach(async () => {
      db = await kind.create();
      project = createProject({
        'windlass.config.json': JSON.stringify({ models: 'models/*.js' }),
        'models/all.js': WITHOUT_A,
        'migrations/.keep': '',
      });
    });
    afterEach(async () => {
      project.remove();
      await db.drop();
    });

    it('goes with it, with a word in the revision and on stderr, and comes back with it', async () => {
      await db.query(`CREATE TABLE t(id ${key}, a int, b text)`);
      await db.query(`CREATE TABLE u(id ${key}, a int)`);
      await db.query('CREATE VIEW v AS SELECT id, a FROM t WHERE a > 1');
      await db.query('CREATE VIEW on_v AS SELECT id FROM v');
      await db.query('CREATE VIEW on_u AS SELECT a FROM u');
      await db.query('CREATE VIEW stays AS SELECT id, b AS a FROM t');
      if (kind.name === 'sqlite')
        await db.query('CREATE TRIGGER tg AFTER UPDATE ON t BEGIN UPDATE t SET b = new.a WHERE id = new.id; END');
      else await db.query('CREATE POLICY tg ON t USING (a > 1)');
      const before = await db.dump({ without: ['windlass_revision', 'windlass_history', 'windlass_snapshot'] });
      const { stderr } = await succeeds('revision', '--autogenerate', '--no-baseline', '-m', 'x');
      assert.match(stderr, /the view v goes, because it names t\.a, which goes: make it again without/);
      assert.match(stderr, /the view on_v goes, because it names v, which goes/);
      assert.match(stderr, /the view on_u goes, because it names u, which goes/);
      assert.match(stderr, /the (?:trigger|policy) tg on t goes, because it names t\.a/);
      assert.match(
        written(),
        /\/\/ it names t\.a, which goes: make it again without, where it is still wanted\n {2}await op\.dropView\('v'\);/,
      );
      await succeeds('upgrade');
      await succeeds('check');
      await db.query("INSERT INTO t (b) VALUES ('x')");
      await db.query("UPDATE t SET b = 'y'");
      assert.deepEqual(await db.query('SELECT a FROM stays'), [{ a: 'y' }]);
      await succeeds('downgrade', 'base');
      await db.query('DELETE FROM t');
      const after = await db.dump({ without: ['windlass_revision', 'windlass_history', 'windlass_snapshot'] });
      const views = (dump: string) =>
        dump
          .split('\n')
          .filter((line) => /\bv\b|on_|tg/.test(line))
          .map((line) => line.replaceAll('NEW', 'new'))
          .sort();
      assert.deepEqual(views(after), views(before));
    });

    if (kind.name === 'sqlite')
      it('is an error of the step that makes a view or trigger again which does not compile', async () => {
        await db.query(`CREATE TABLE t(id ${key}, a int, b text)`);
        const revision = (body: string) => `export const revision = 'a1';
export const downRevision = null;
export async function up(op) { ${body} }
export async function down() {}
`;
        for (const [body, said] of [
          [
            "await op.removeColumn('t', 'a'); await op.createView('v', 'SELECT a FROM t');",
            /the view "v" does not compile.*no such column: a/,
          ],
          [
            "await op.removeColumn('t', 'a'); await op.createTrigger('t', 'tg', { timing: 'AFTER', events: 'UPDATE', body: 'UPDATE t SET b = new.a' });",
            /the trigger "tg" does not compile.*no such column: new\.a/i,
          ],
        ] as const) {
          project.write({ 'migrations/a1.js': revision(body) });
          const { code, stderr } = await windlass('upgrade');
          assert.equal(code, 7, stderr);
          assert.match(stderr, said);
        }
        project.write({
          'migrations/a1.js': revision(
            "await op.createView('v', 'SELECT c FROM later'); await op.createTable('later', { c: { type: 'INTEGER' } });",
          ),
        });
        await succeeds('upgrade');
      });

    if (kind.name === 'postgres')
      it('goes as an index, too, where an enum of its table changes', async () => {
        await db.query("CREATE TYPE enum_t_role AS ENUM ('x', 'y')");
        await db.query(`CREATE TABLE t(id ${key}, a int, b text, role enum_t_role)`);
        await db.query('CREATE INDEX ux ON t (a) INCLUDE (b) WHERE a > 1');
        const model =
          "sequelize.define('T', { b: DataTypes.TEXT, role: DataTypes.ENUM('x', 'z') }, { tableName: 't', timestamps: false });";
        project.write({ 'models/all.js': modelsOf(model) });
        await succeeds('revision', '--autogenerate', '--no-baseline', '-m', 'x');
        await succeeds('upgrade');
        await succeeds('check');
        await succeeds('downgrade', 'base');
        assert.deepEqual(await db.query("SELECT indexdef FROM pg_indexes WHERE indexname = 'ux'"), [
          { indexdef: 'CREATE INDEX ux ON public.t USING btree (a) INCLUDE (b) WHERE (a > 1)' },
        ]);
      });
  });
}
