import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createMigrator, type Operations } from '../../src/index.ts';
import { databases } from '../support/databases.ts';
import { revisionFile } from '../support/history.ts';
import { createProject } from '../support/project.ts';

const RUNS = Number(process.env.BACKFILLS ?? 150);

interface Case {
  readonly key: 'integer' | 'text' | 'bigint' | 'integer, text' | 'text, bigint' | 'none';
  readonly rows: readonly { readonly one: number; readonly other: string; readonly n: number }[];
  readonly where: string | null;
  readonly expression: string;
  readonly batchSize: number;
}

const cases: fc.Arbitrary<Case> = fc.record({
  key: fc.constantFrom<Case['key']>('integer', 'text', 'bigint', 'integer, text', 'text, bigint', 'none'),
  rows: fc.array(
    fc.record({
      one: fc.integer({ min: -9, max: 9 }),
      other: fc.string({ unit: fc.constantFrom('a', 'B', 'ü', "'", '"', '\\', '%', ' ', '0', '$'), maxLength: 3 }),
      n: fc.integer({ min: 0, max: 9 }),
    }),
    { maxLength: 40 },
  ),
  where: fc.constantFrom(null, 'n > 4', 'n = 0 OR n = 9', 'n IN (SELECT 3)', 'n < 0'),
  expression: fc.constantFrom('n + 1', '0', 'n * 10 + 3', 'CASE WHEN n > 4 THEN 0 ELSE 9 END'),
  batchSize: fc.integer({ min: 1, max: 45 }),
});

interface Law {
  windlassLaw?: (op: Operations, Sequelize: { literal(sql: string): unknown }) => Promise<void>;
}

for (const kind of databases()) {
  for (const more of ['', 'export const transaction = false;']) {
    it(`a backfill is one UPDATE in bites, ${more === '' ? 'inside' : 'outside'} a transaction: ${RUNS} on ${kind.name}`, async function () {
      this.timeout(0);
      const db = await kind.create();
      const project = createProject({
        'migrations/law.js': revisionFile('1a000000', null, {
          up: 'await globalThis.windlassLaw(op, Sequelize);',
          more,
        }),
      });
      const holds = async (op: Operations, literal: (sql: string) => unknown, sample: Case) => {
        await fill(op, { ...sample, key: kind.name === 'postgres' && sample.key === 'none' ? 'integer' : sample.key });
        const { where, batchSize, expression } = sample;
        const condition = where === null ? {} : { where };
        const meant = await op.execute(`SELECT 1 FROM u WHERE ${where ?? '1 = 1'}`);
        await op.execute(`UPDATE u SET n = ${expression} WHERE ${where ?? '1 = 1'}`);
        const { rows } = await op.batchUpdate('t', { set: { n: literal(expression) }, ...condition, batchSize });
        assert.equal(rows, meant.length);
        assert.deepEqual(
          await op.execute('SELECT * FROM t ORDER BY id'),
          await op.execute('SELECT * FROM u ORDER BY id'),
        );
      };
      (globalThis as Law).windlassLaw = (op, { literal }) =>
        fc.assert(
          fc.asyncProperty(cases, (sample) => holds(op, literal, sample)),
          { numRuns: RUNS },
        );
      try {
        const config = { url: db.url, migrations: 'migrations' };
        await createMigrator(config, { directory: project.folder }).upgrade();
      } finally {
        project.remove();
        await db.drop();
      }
    });
  }
}

async function fill(op: Operations, { key, rows }: Case): Promise<void> {
  const columns = { integer: 'one', text: 'other', bigint: 'big', none: 'id' };
  const names = key.split(', ').map((kind) => columns[kind as keyof typeof columns]);
  const seen = new Set<string>();
  const values = rows.flatMap(({ one, other, n }, id) => {
    const row: Record<string, string> = {
      id: String(id),
      one: String(one),
      other: `'${other.replaceAll("'", "''")}'`,
      big: String(9007199254740993n + BigInt(one)),
      n: String(n),
    };
    const identity = names.map((column) => row[column]).join();
    if (key !== 'none' && seen.has(identity)) return [];
    seen.add(identity);
    return [`(${Object.values(row).join(', ')})`];
  });
  const constraint = key === 'none' ? '' : `, PRIMARY KEY (${names.join(', ')})`;
  for (const table of ['t', 'u']) {
    await op.execute(`DROP TABLE IF EXISTS ${table}`);
    await op.execute(
      `CREATE TABLE ${table} (id integer, one integer NOT NULL, other text NOT NULL, big bigint NOT NULL, n integer${constraint})`,
    );
    if (values.length > 0)
      await op.execute(`INSERT INTO ${table} (id, one, other, big, n) VALUES ${values.join(', ')}`);
  }
}
