import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type SchemaChange, toSql } from '../../src/changes/index.ts';
import { display } from '../../src/model/names.ts';
import type { SchemaSnapshot, Table } from '../../src/model/schema.ts';
import { rowDigests } from '../../src/rows/digests.ts';
import { fillTables } from '../../src/rows/fill.ts';
import { databases } from '../support/databases.ts';
import { linkedSchemas } from '../support/linked-schemas.ts';
import { openSession, type Session } from '../support/session.ts';
import { creation, validSqliteSchemas } from '../support/sqlite-schemas.ts';
import { creating, validSchemas } from '../support/valid-schemas.ts';

const RUNS = Number(process.env.ROWS ?? 60);
const FILL = { seed: 7, perTable: 3 };

for (const kind of databases()) {
  describe(`the laws of generated rows on ${kind.name}`, () => {
    let session: Session;
    let version = 0;
    const of: fc.Arbitrary<SchemaSnapshot> = kind.name === 'postgres' ? validSchemas : validSqliteSchemas;
    const making = kind.name === 'postgres' ? creating : creation;

    before(async () => {
      session = await openSession(kind);
      if (kind.name === 'postgres')
        version = Number((await session.db.query('SHOW server_version_num'))[0]?.server_version_num);
      // the random keys of SQLite point at what is not there; those that hold are tried with the constrained tables
      if (kind.name === 'sqlite') await session.db.query('PRAGMA foreign_keys = OFF');
    });
    after(() => session.close());

    // a new database each time, as far as anyone can tell
    const within = async <T>(schema: SchemaSnapshot, work: (there: SchemaSnapshot) => Promise<T>): Promise<T> => {
      const { db, dialect } = session;
      await db.query('BEGIN');
      try {
        for (const change of making(version >= 150_000 || kind.name === 'sqlite' ? schema : distinct(schema)))
          for (const statement of toSql(change as SchemaChange, dialect.sqlWriter))
            if ('sql' in statement) await db.query(statement.sql);
        return await work(await dialect.reflect(db, { schemas: ['public'] }));
      } finally {
        await db.query('ROLLBACK');
      }
    };
    const filled = (schema: SchemaSnapshot) =>
      within(schema, async (there) => {
        const { db, dialect } = session;
        const unfilled = await fillTables(db, dialect, there, FILL);
        return { unfilled, there, digests: await rowDigests(db, dialect, there) };
      });

    it('every table has three rows, or is named with the reason why not, and twice they are the same', async () => {
      await fc.assert(
        fc.asyncProperty(of, async (schema) => {
          const { unfilled, digests, there } = await filled(schema);
          const reasons = new Map(unfilled.map(({ table, reason }) => [display(table), reason]));
          for (const table of there.tables) {
            const [name, count] = [display(table.name), digests.get(display(table.name))?.count ?? 0];
            if (count >= 3) continue;
            assert.notEqual(reasons.get(name) ?? '', '', `${name} has ${count} rows, and no reason is given`);
            assert.ok(isImpossible(table), `${name} has ${count} rows: ${reasons.get(name)}`);
          }
          assert.deepEqual((await filled(schema)).digests, digests);
        }),
        { numRuns: RUNS },
      );
    });

    it('tables that point at each other, in circles too, are all filled', async () => {
      await fc.assert(
        fc.asyncProperty(linkedSchemas, async (schema) => {
          const made = await linkedFilled(schema);
          assert.deepEqual(made.unfilled, []);
          for (const { count } of made.digests.values()) assert.ok(count >= 3);
          assert.deepEqual(made.empty, [], 'a foreign key that points at nothing in every row');
        }),
        { numRuns: RUNS },
      );
    });

    const linkedFilled = async (schema: SchemaSnapshot) => {
      const { db, dialect } = session;
      await db.query('BEGIN');
      try {
        for (const sql of linkedSql(schema, kind.name)) await db.query(sql);
        const there = await dialect.reflect(db, { schemas: ['public'] });
        const unfilled = await fillTables(db, dialect, there, FILL);
        if (kind.name === 'sqlite') assert.deepEqual(await db.query('PRAGMA foreign_key_check'), []);
        const empty: string[] = [];
        for (const table of there.tables)
          for (const { name } of table.columns) {
            const [row] = await db.query(`SELECT count("${name}") AS n FROM ${dialect.sqlWriter.name(table.name)}`);
            if (Number(row?.n) === 0) empty.push(`${display(table.name)}.${name}`);
          }
        return { unfilled, empty, digests: await rowDigests(db, dialect, there) };
      } finally {
        await db.query('ROLLBACK');
      }
    };

    it('digests say nothing of the order of rows, and all of their values', async () => {
      await fc.assert(
        fc.asyncProperty(tablesOfText, fc.nat(), async (rows, choice) => {
          const { db, dialect } = session;
          const digest = async (list: readonly (readonly (string | null)[])[], keyed: boolean) => {
            await db.query('BEGIN');
            try {
              await db.query(`CREATE TABLE t (k integer ${keyed ? 'PRIMARY KEY' : ''}, a text, b text)`);
              for (const row of list)
                await db.query(
                  `INSERT INTO t VALUES (${row.map((value) => (value === null ? 'NULL' : dialect.sqlWriter.literal(value))).join(', ')})`,
                );
              const there = await dialect.reflect(db, { schemas: ['public'] });
              return (await rowDigests(db, dialect, there)).get('t');
            } finally {
              await db.query('ROLLBACK');
            }
          };
          const numbered = rows.map((row, at) => [String(at), ...row] as const);
          const at = choice % rows.length;
          for (const keyed of [true, false]) {
            const own = await digest(numbered, keyed);
            const turned = await digest(numbered.toReversed(), keyed);
            assert.deepEqual([turned?.digest, turned?.columns], [own?.digest, own?.columns]);
            const changed = await digest(
              numbered.map((row, place) => (place === at ? [row[0], `${row[1] ?? ''}!`, row[2]] : row)),
              keyed,
            );
            assert.notEqual(changed?.digest, own?.digest);
            assert.notEqual(changed?.columns.get('a'), own?.columns.get('a'));
            if (keyed) assert.equal(changed?.columns.get('b'), own?.columns.get('b'));
            const other = (at + 1) % rows.length;
            if (rows[at]?.[0] === rows[other]?.[0]) continue;
            const swapped = numbered.map((row, place) =>
              place === at
                ? [row[0], rows[other]?.[0] ?? null, row[2]]
                : place === other
                  ? [row[0], rows[at]?.[0] ?? null, row[2]]
                  : row,
            );
            assert.notEqual((await digest(swapped, keyed))?.columns.get('a'), own?.columns.get('a'));
          }
        }),
        { numRuns: Math.ceil(RUNS / 3) },
      );
    });
  });
}

const text = fc.oneof(
  fc.constant(null),
  fc.string({ maxLength: 6 }).map((own) => own.replaceAll('\0', '')),
  fc.constantFrom('', '"', '\\', '(', ',', "'", 'null', '{}'),
);
const tablesOfText = fc.array(fc.tuple(text, text), { minLength: 2, maxLength: 5 });

// Random schemas are not all for three rows: a CHECK that wants one of two texts, of a column of numbers too; what is unique and constant.
function isImpossible({ columns, constraints, indexes }: Table): boolean {
  const constant = (name: string | null) =>
    name === null || columns.some((each) => each.name === name && each.generated?.expression.includes('1 + 2'));
  const checked = constraints.some((each) => each.kind === 'check' && each.expression.includes("IN ('A', 'b')"));
  const keys = constraints.flatMap((each) =>
    each.kind === 'unique' || each.kind === 'primary key' ? [each.columns] : [],
  );
  const unique = indexes.filter((each) => each.unique).map(({ parts }) => parts.map(({ column }) => column));
  const excluded = constraints.some(({ kind }) => kind === 'exclusion') && constant('a');
  return checked || excluded || [...keys, ...unique].some((names) => names.every(constant));
}

// NULLS NOT DISTINCT came with PostgreSQL 15.
const distinct = (schema: SchemaSnapshot) =>
  JSON.parse(
    JSON.stringify(schema, (key, value: unknown) => (key === 'nullsNotDistinct' ? false : value)),
  ) as SchemaSnapshot;

// The keys behind the tables, where the database can; circles without NULL are tried with the constrained tables.
function linkedSql({ tables }: SchemaSnapshot, name: 'postgres' | 'sqlite'): readonly string[] {
  const references = (table: Table) => table.constraints.flatMap((each) => (each.kind === 'foreign key' ? [each] : []));
  const made = tables.map((table) => {
    const keys =
      name === 'sqlite'
        ? references(table).map(
            ({ columns, references: to }) => `FOREIGN KEY ("${columns[0]}") REFERENCES "${to.table.name}" ("id")`,
          )
        : [];
    const columns = table.columns.map((column) => `"${column.name}" integer${column.nullable ? '' : ' PRIMARY KEY'}`);
    return `CREATE TABLE "${table.name.name}" (${[...columns, ...keys].join(', ')})`;
  });
  const later =
    name === 'postgres'
      ? tables.flatMap((table) =>
          references(table).map(
            ({ columns, references: to }) =>
              `ALTER TABLE "${table.name.name}" ADD FOREIGN KEY ("${columns[0]}") REFERENCES "${to.table.name}" ("id")`,
          ),
        )
      : [];
  return [...made, ...later];
}
