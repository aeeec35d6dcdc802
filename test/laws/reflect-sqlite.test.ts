import assert from 'node:assert/strict';
import fc from 'fast-check';
import { apply, describe as describeChange, type SchemaChange, toSql } from '../../src/changes/index.ts';
import { nameOf, tokensOf } from '../../src/dialects/sqlite/ddl/tokens.ts';
import { KEYWORDS } from '../../src/dialects/sqlite/keywords.ts';
import { reflect } from '../../src/dialects/sqlite/reflect.ts';
import { sqlWriter } from '../../src/dialects/sqlite/sql.ts';
import type { SchemaSnapshot } from '../../src/model/schema.ts';
import { cases, prepared } from '../support/random-tables.ts';
import { type MemoryDatabase, memoryDatabase } from '../support/sqlite.ts';
import { perform, sqliteChangesOf } from '../support/sqlite-changes.ts';
import { canonical, creation, validSqliteSchemas } from '../support/sqlite-schemas.ts';

const RUNS = Number(process.env.REFLECTIONS ?? 500);

describe('the laws of reflection on SQLite', function () {
  this.timeout(0);

  it('a schema that was made is what is reflected, and the same again when made of that', async () => {
    await fc.assert(
      fc.asyncProperty(validSqliteSchemas, async (schema) => {
        const first = await reflected(schema);
        assert.deepEqual(canonical(first), canonical(schema));
        assert.deepEqual(await reflected(first), first);
      }),
      { numRuns: RUNS },
    );
  });

  it('another spelling of the same text is the same', async () => {
    await fc.assert(
      fc.asyncProperty(validSqliteSchemas, fc.infiniteStream(fc.nat(99)), async (schema, numbers) => {
        const statements = creation(schema).flatMap((change) => toSql(change, sqlWriter));
        const texts = statements.flatMap((statement) => ('sql' in statement ? [statement.sql] : []));
        const other = texts.map((sql) => respelled(sql, () => numbers.next().value));
        const again = await within(async (db) => {
          for (const sql of other) await db.ask(sql);
          return reflect(db.connection);
        });
        assert.deepEqual(again, await reflected(schema), other.join(';\n'));
      }),
      { numRuns: RUNS },
    );
  });

  it('any table that SQLite takes is reflected, and made of its reflection it is the same', async () => {
    let done = 0;
    await fc.assert(
      fc.asyncProperty(cases, async (from) => {
        const first = await within(async (db) => ((await prepared(db, from)) ? reflect(db.connection) : null));
        if (first === null) return; // not every mixture is a table
        done += 1;
        assert.deepEqual(
          first.objects.filter(({ type }) => type === 'table'),
          [],
        );
        assert.deepEqual(await reflected(first), first);
      }),
      { numRuns: RUNS },
    );
    assert.ok(done > RUNS / 3, `only ${done} of ${RUNS} tables could be made`);
  });

  it('a change made, then reflected, is the change applied to what was reflected before', async () => {
    const seen = new Map<string, number>();
    const times = ({ kind }: SchemaChange) => seen.get(kind) ?? 0;
    await fc.assert(
      fc.asyncProperty(validSqliteSchemas, fc.nat(), async (schema, choice) => {
        const all = sqliteChangesOf(schema);
        const at = choice % Math.max(all.length, 1);
        // those first that were seen least: each kind is met, however few schemas have something for it
        const changes = [...all.slice(at), ...all.slice(0, at)].sort((one, other) => times(one) - times(other));
        for (const change of changes.slice(0, 3)) {
          await within(async (db) => {
            await perform(db, creation(schema));
            const before = await reflect(db.connection);
            await perform(db, [change]);
            const after = await reflect(db.connection);
            assert.deepEqual(canonical(after), canonical(apply(change, before)), describeChange(change));
            seen.set(change.kind, times(change) + 1);
          });
        }
      }),
      { numRuns: RUNS },
    );
    assert.deepEqual([...seen.keys()].sort(), KINDS);
  });
});

// What SQLite can make, and can be seen in its catalog.
const KINDS = [
  'add check',
  'add column',
  'add foreign key',
  'add primary key',
  'add unique',
  'alter column',
  'create index',
  'create object',
  'create table',
  'drop check',
  'drop column',
  'drop constraint',
  'drop foreign key',
  'drop index',
  'drop object',
  'drop primary key',
  'drop table',
  'drop unique',
  'rename column',
  'rename constraint',
  'rename table',
  'set column order',
];

const SPACES = [' ', '  ', '\n\t', ' /* a, "comment\' ( */ ', ' -- till the end; )\n'];
const QUOTES: readonly ((name: string) => string)[] = [
  (name) => `"${name.replaceAll('"', '""')}"`,
  (name) => `\`${name.replaceAll('`', '``')}\``,
  (name) => `[${name}]`,
  (name) => (/^[a-z_]\w*$/i.test(name) && !KEYWORDS.has(name.toUpperCase()) ? name : `"${name.replaceAll('"', '""')}"`),
];

// The same tokens: other quotes, other capitals of what is a keyword, other white space, comments.
function respelled(sql: string, random: () => number): string {
  const any = <T>(list: readonly [T, ...T[]] | readonly T[]): T => list[random() % list.length] as T;
  const cased = (text: string) => any([text, text.toLowerCase(), text.toUpperCase()]);
  const tokens = tokensOf(sql).map(({ kind, text: own, ...rest }, at) => {
    if (kind === 'name') return any(QUOTES)(nameOf({ kind, text: own, ...rest }));
    // an object keeps the capitals of its name, and a column those of its alias
    return kind === 'word' && (KEYWORDS.has(own.toUpperCase()) || at > 6) && own !== 'one' ? cased(own) : own;
  });
  // a comment between a type and GENERATED ALWAYS AS is of the type for SQLite (3.52), and STRICT refuses it
  const before = (own: string) => (/^(generated|always|as)$/i.test(own) ? ' ' : any(SPACES));
  return tokens.map((own, at) => (at === 0 ? own : before(own) + own)).join('') + any(['', ';', ' ; -- end']);
}

async function within<T>(work: (db: MemoryDatabase) => Promise<T>): Promise<T> {
  const db = await memoryDatabase();
  try {
    return await work(db);
  } finally {
    await db.close();
  }
}

async function reflected(schema: SchemaSnapshot): Promise<SchemaSnapshot> {
  return within(async (db) => {
    await perform(db, creation(schema));
    return reflect(db.connection);
  });
}
