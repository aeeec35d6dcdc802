import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { createMigrator, type Migrator } from '../../src/index.ts';
import { databases, STATE_TABLES, type TestDatabase } from '../support/databases.ts';
import { revisionFile } from '../support/history.ts';
import { createProject, type Project } from '../support/project.ts';
import { runScript } from '../support/shell.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const HISTORIES = Number(process.env.SCRIPTS ?? 3);

for (const kind of databases()) {
  describe(`a script on ${kind.name}`, function () {
    this.timeout(0);
    let online: TestDatabase;
    let offline: TestDatabase;
    let migrators: readonly [Migrator, Migrator];
    let project: Project | null = null;

    const open = async (directory: string) => {
      [online, offline] = [await kind.create(), await kind.create()];
      const [one, other] = [online, offline].map(({ url }) =>
        createMigrator({ url, migrations: 'migrations' }, { directory }),
      );
      assert.ok(one && other);
      migrators = [one, other];
    };
    const close = async () => {
      project?.remove();
      project = null;
      await online.drop();
      await offline.drop();
    };
    // One step of both ways: the online run, and the script in the real shell; the same catalog, rows and version rows afterwards.
    const move = async (direction: 'up' | 'down', from: string, to: string) => {
      const [there, here] = migrators;
      await (direction === 'up' ? there.upgrade([to]) : there.downgrade(to));
      const { sql, warnings } = await here.script(direction, [`${from}:${to}`]);
      const ended = await runScript(offline.url, sql);
      assert.equal(ended.code, 0, `${direction} ${from}:${to}: ${ended.stderr}`);
      assert.equal(await state(offline), await state(online), `${direction} ${from}:${to}`);
      assert.deepEqual(warnings, []); // what our own operations look at is no data that a step hangs on
    };

    it('takes the demo from base to its heads, and back, as an online run does', async () => {
      await open(ROOT);
      await move('up', 'base', 'heads');
      await move('down', 'heads', 'base');
      await close();
    });

    it('takes the demo over random ranges up and down, as online runs do', async () => {
      await open(ROOT);
      const order = (await migrators[0].history()).map(({ revision }) => revision).reverse();
      const [low = '', middle = '', high = ''] = fc
        .sample(fc.uniqueArray(fc.nat(order.length - 15), { minLength: 3, maxLength: 3 }), 1)
        .flat()
        .sort((a, b) => a - b)
        .map((index) => order[index + 13]); // above the merge, so that each is the only head of its lineage
      await move('up', 'base', low);
      await move('up', low, high);
      await move('down', high, middle);
      await move('up', middle, high);
      await move('down', high, low);
      await close();
    });

    it('takes each kind of operation up and down, as online runs do', async () => {
      const bodies = OPERATIONS[kind.name];
      const id = (index: number) => `o${String(index).padStart(4, '0')}`;
      const files = bodies.map(([up, down, more = ''], index) => [
        `migrations/${id(index)}.js`,
        revisionFile(id(index), index === 0 ? null : id(index - 1), { up, down, more }),
      ]);
      project = createProject(Object.fromEntries(files));
      await open(project.folder);
      try {
        for (const [index] of bodies.entries()) await move('up', index === 0 ? 'base' : id(index - 1), id(index));
        await move('down', 'head', 'base');
        await move('up', 'base', 'head');
      } finally {
        await close();
      }
    });

    it('takes random small histories up and down, as online runs do', async () => {
      await fc.assert(
        fc.asyncProperty(histories, async (revisions) => {
          project = createProject(filesOf(revisions, kind.name));
          await open(project.folder);
          const middle = `r${String(Math.floor(revisions.length / 2)).padStart(4, '0')}`;
          try {
            await move('up', 'base', middle);
            await move('up', middle, 'head');
            await move('down', 'head', middle);
            await move('up', middle, 'head');
            await move('down', 'head', 'base');
          } finally {
            await close();
          }
        }),
        { numRuns: HISTORIES, endOnFailure: true }, // shrinking would take minutes: the seed is printed
      );
    });
  });
}

const OUTSIDE = 'export const transaction = false;';
const ROWS = `await op.bulkInsert('t', [1, 2, 3, 4, 5, 6, 7].map((id) => ({ id, n: id, s: 'S' + id })));`;
const FILL = `await op.batchUpdate('t', { set: { s: Sequelize.literal("lower(s)") }, where: { n: [2, 3, 5] }, batchSize: 2 });
  await op.batchUpdate('t', { set: { n: Sequelize.literal('n + 1') }, batchSize: 3 });`;
const BACK = `await op.batchUpdate('t', { set: { n: Sequelize.literal('n - 1') } }); await op.batchUpdate('t', { set: { s: Sequelize.literal("upper(s)") } });`;

/** Up, down and what else the file says: what `op` can do, on each database. */
const OPERATIONS: Readonly<
  Record<'postgres' | 'sqlite', readonly (readonly [up: string, down: string, more?: string])[]>
> = {
  postgres: [
    [
      `await op.createEnum('mood', ['sad', "it's ok"]);
       await op.createTable('t', { id: { type: Sequelize.INTEGER, primaryKey: true }, n: Sequelize.INTEGER, s: Sequelize.TEXT, e: { type: Sequelize.ENUM('a', 'b'), defaultValue: 'a' } });
       await op.execute('ALTER TABLE t ADD m mood'); ${ROWS}`,
      `await op.dropTable('t'); await op.dropEnum('mood');`,
    ],
    [FILL, BACK],
    [FILL, BACK, OUTSIDE],
    [
      `await op.addIndex('t', ['n'], { name: 'i', concurrently: true }); await op.setNotNull('t', 'n');`,
      `await op.removeIndex('t', 'i', { concurrently: true }); await op.changeColumn('t', 'n', { allowNull: true });`,
      OUTSIDE,
    ],
    [
      `await op.addEnumValue('mood', 'glad', { before: 'sad' }); await op.renameEnumValue('mood', 'sad', 'low'); await op.dropEnumValue('mood', "it's ok");`,
      `await op.setEnumLabels('mood', ['low', "it's ok"]); await op.renameEnumValue('mood', 'low', 'sad');`,
    ],
    [
      `await op.createView('v', 'SELECT id FROM t'); await op.createView('mv', 'SELECT count(*) FROM t', { materialized: true });
       await op.createFunction('stamp', { returns: 'trigger', body: "BEGIN NEW.s := '$body$;'; RETURN NEW; END" });
       await op.createTrigger('t', 'stamped', { timing: 'BEFORE', events: 'INSERT', execute: 'stamp()' });
       await op.createPolicy('t', 'own', { for: 'SELECT', using: 'id > 0' }); await op.setRowSecurity('t', { enabled: true });
       await op.grant({ privileges: ['SELECT'], on: 't', to: 'public' }); await op.createSequence('q', 'INCREMENT 5'); await op.setComment('t', 'n', "it's");
       await op.createSchema('other'); await op.bulkInsert('t', [{ id: 20, n: 20, s: 'x' }]);`,
      `await op.bulkDelete('t', { id: 20 }); await op.dropSchema('other'); await op.setComment('t', 'n', null); await op.dropSequence('q'); await op.revoke({ privileges: ['SELECT'], on: 't', to: 'public' });
       await op.setRowSecurity('t', { enabled: false }); await op.dropPolicy('t', 'own'); await op.dropTrigger('t', 'stamped'); await op.dropFunction('stamp');
       await op.execute('DROP MATERIALIZED VIEW mv'); await op.dropView('v');`,
    ],
    [
      `await op.changeColumn('t', 'e', { type: Sequelize.ENUM('b', 'a', 'c') }); await op.alterColumn('t', 's', { type: 'varchar(90)', default: "q" });`,
      `await op.alterColumn('t', 's', { type: 'text', default: null }); await op.changeColumn('t', 'e', { type: Sequelize.ENUM('a', 'b') });`,
    ],
  ],
  sqlite: [
    [
      `await op.createTable('t', { id: { type: Sequelize.INTEGER, primaryKey: true }, n: Sequelize.INTEGER, s: Sequelize.TEXT }); ${ROWS}`,
      `await op.dropTable('t');`,
    ],
    [FILL, BACK],
    [FILL, BACK, OUTSIDE],
    [
      `await op.batchAlterTable('t', async (batch) => { await batch.addColumn('u', { type: Sequelize.TEXT, unique: true }); await batch.changeColumn('n', { allowNull: false, defaultValue: 3 }); });
       await op.addConstraint('t', { type: 'check', fields: ['n'], name: 'positive', where: { n: { [Sequelize.Op.gt]: 0 } } });`,
      `await op.removeConstraint('t', 'positive'); await op.batchAlterTable('t', async (batch) => { await batch.removeColumn('u'); await batch.changeColumn('n', { allowNull: true, defaultValue: null }); });`,
    ],
    [
      `await op.createView('v', 'SELECT id FROM t'); await op.execute("CREATE TRIGGER g AFTER INSERT ON t BEGIN UPDATE t SET s = 'x;' WHERE id = NEW.id; END");`,
      `await op.execute('DROP TRIGGER g'); await op.dropView('v');`,
    ],
    [
      `await op.renameTable('t', 'r'); await op.renameColumn('r', 's', 'z'); await op.changeColumn('r', 'n', { type: Sequelize.BIGINT });`,
      `await op.changeColumn('r', 'n', { type: Sequelize.INTEGER }); await op.renameColumn('r', 'z', 's'); await op.renameTable('r', 't');`,
      OUTSIDE,
    ],
  ],
};

async function state(db: TestDatabase): Promise<string> {
  const revisions = await db.query('SELECT revision, checksum, kind FROM windlass_revision ORDER BY revision');
  const past = await db.query(
    'SELECT revision, event, checksum, outcome, tool_version FROM windlass_history ORDER BY id',
  );
  const counters = db.url.startsWith('sqlite:')
    ? await db.query('SELECT name, seq FROM sqlite_sequence ORDER BY name').catch(() => [])
    : [];
  return [
    // a rebuild keeps the blanks of the text that it changes, and a table that went up and down has other ones
    (await db.dump({ without: STATE_TABLES })).replace(/ {2,}/g, ' '),
    ...[revisions, past, counters].map((rows) => JSON.stringify(rows, null, 1)),
  ].join('\n');
}

type Change =
  | 'add'
  | 'rename'
  | 'type'
  | 'null'
  | 'index'
  | 'rows'
  | 'bind'
  | 'look'
  | 'caught'
  | 'inner'
  | 'constraint';
interface Made {
  readonly changes: readonly Change[];
  readonly texts: readonly string[];
  readonly numbers: readonly number[];
}

const text = fc.string({
  unit: fc.constantFrom(
    'a',
    "'",
    '"',
    '\\',
    '\n',
    '\r',
    '$1',
    '?',
    ':n',
    '--',
    '/*',
    ';',
    '$$',
    '%',
    'é',
    '\u{1f600}',
    '`',
    ' ',
  ),
});
const histories: fc.Arbitrary<Made[]> = fc
  .array(
    fc.record({
      changes: fc.uniqueArray(
        fc.constantFrom<Change>(
          'add',
          'rename',
          'type',
          'null',
          'index',
          'rows',
          'bind',
          'look',
          'caught',
          'inner',
          'constraint',
        ),
        { minLength: 1, maxLength: 6 },
      ),
      texts: fc.array(text, { minLength: 3, maxLength: 3 }),
      numbers: fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 2, maxLength: 2 }),
    }),
    { minLength: 2, maxLength: 4 },
  )
  .map((made) =>
    made.map((own, index) => ({
      ...own,
      changes: own.changes.filter((change) => isReversible(change, made.slice(0, index))),
    })),
  );

// What sets the same thing twice does not come back to the first when the second is taken back.
function isReversible(change: Change, before: readonly Made[]): boolean {
  return !['null', 'type', 'rename'].includes(change) || !before.some(({ changes }) => changes.includes(change));
}

function filesOf(revisions: readonly Made[], database: string): Record<string, string> {
  const id = (index: number) => `r${String(index).padStart(4, '0')}`;
  return Object.fromEntries(
    revisions.map((made, index) => {
      const [up, down] = bodies(made, index, database);
      return [`migrations/${id(index)}.js`, revisionFile(id(index), index === 0 ? null : id(index - 1), { up, down })];
    }),
  );
}

// Each works on the first table and undoes itself; the names say which revision made what.
function bodies({ changes, texts, numbers }: Made, index: number, database: string): [string, string] {
  const json = (value: unknown) => JSON.stringify(value);
  // the sqlite3 shell takes the CR of CR LF out of the text of a table: see docs/offline.md
  const [firstDefault, secondDefault] = texts.map((value) => json(value.replaceAll('\r', '')));
  const [first, second, third] = texts.map(json);
  const rows = `INSERT INTO t0 (id, s, x) VALUES ($1, $2, $3)`;
  const does: Readonly<Record<Change, readonly [string, string]>> = {
    add: [
      `await op.addColumn('t0', 'c${index}', { type: Sequelize.STRING(50), defaultValue: ${firstDefault} });`,
      `await op.removeColumn('t0', 'c${index}');`,
    ],
    rename: [`await op.renameColumn('t0', 'n', 'm'); await op.renameColumn('t0', 'm', 'n');`, ''],
    type: [
      `await op.changeColumn('t0', 'n', { type: Sequelize.BIGINT });`,
      `await op.changeColumn('t0', 'n', { type: Sequelize.INTEGER });`,
    ],
    null: [
      `await op.changeColumn('t0', 'n', { allowNull: false });`,
      `await op.changeColumn('t0', 'n', { allowNull: true });`,
    ],
    index: [`await op.addIndex('t0', ['n', 's'], { name: 'i${index}' });`, `await op.removeIndex('t0', 'i${index}');`],
    rows: [
      `await op.bulkInsert('t0', [{ id: ${100 + index}, s: ${second}, n: 7 }, { id: ${200 + index}, s: ${third}, n: 8 }]);`,
      `await op.bulkDelete('t0', { id: [${100 + index}, ${200 + index}] });`,
    ],
    bind: [
      `await op.sequelize.query(${json(rows)}, { bind: [${300 + index}, ${first}, ${json(numbers[0])}] });
      await op.sequelize.query('UPDATE t0 SET s = :s, x = :x WHERE id = :id', { replacements: { id: ${300 + index}, s: ${second}, x: ${json(numbers[1])} } });`,
      `await op.sequelize.query('DELETE FROM t0 WHERE id = ?', { replacements: [${300 + index}] });`,
    ],
    look: [
      `const known = await op.describeTable('t0'); if (known['look${index}'] === undefined) await op.addColumn('t0', 'look${index}', { type: Sequelize.INTEGER });`,
      `if ((await op.describeTable('t0'))['look${index}']) await op.removeColumn('t0', 'look${index}');`,
    ],
    caught: [
      `await op.sequelize.transaction(async (transaction) => { await op.sequelize.query('UPDATE t0 SET s = s', { transaction }); throw new Error('no'); }).catch(() => undefined);`,
      '',
    ],
    inner: [
      `await op.sequelize.transaction(async (transaction) => { await op.bulkInsert('t0', [{ id: ${400 + index}, s: ${third}, n: 9 }], { transaction }); });`,
      `await op.bulkDelete('t0', { id: ${400 + index} });`,
    ],
    constraint: [
      `await op.addConstraint('t0', { type: 'unique', fields: ['id', 's'], name: 'u${index}' });`,
      `await op.removeConstraint('t0', 'u${index}');`,
    ],
  };
  const create = `await op.createTable('t0', { id: { type: Sequelize.INTEGER, primaryKey: true, autoIncrement: true }, s: { type: Sequelize.TEXT, defaultValue: ${secondDefault} }, n: { type: Sequelize.INTEGER, defaultValue: 1 }, x: Sequelize.${database === 'sqlite' ? 'REAL' : 'DOUBLE'} });
    await op.createTable('child', { id: { type: Sequelize.INTEGER, primaryKey: true }, t0: { type: Sequelize.INTEGER, references: { model: 't0', key: 'id' }, onDelete: 'CASCADE' } });
    await op.bulkInsert('t0', [{ id: 1, s: ${first}, n: 1 }]); await op.bulkInsert('child', [{ id: 1, t0: 1 }]);`;
  const up = changes.map((change) => does[change][0]).join('\n');
  const down = changes
    .toReversed()
    .map((change) => does[change][1])
    .join('\n');
  if (index > 0) return [up, down];
  return [`${create}\n${up}`, `${down}\nawait op.dropTable('child'); await op.dropTable('t0');`];
}
