import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Sequelize } from 'sequelize';
import { PHASES } from '../../src/changes/family.ts';
import {
  apply,
  describe as describeChange,
  FAMILIES,
  isDestructive,
  phaseOf,
  render,
  reverse,
  type SchemaChange,
  toSql,
} from '../../src/changes/index.ts';
import { sqlWriter as postgres } from '../../src/dialects/postgres/sql.ts';
import { sqlWriter as sqlite } from '../../src/dialects/sqlite/sql.ts';
import { Unsupported } from '../../src/errors.ts';
import { EMPTY, type SchemaSnapshot } from '../../src/model/schema.ts';
import type { SqlWriter } from '../../src/model/statement.ts';
import type { OperationContext } from '../../src/operations/context.ts';
import { wordsOf } from '../../src/sequelize/attributes.ts';
import { corrected } from '../../src/sequelize/corrected.ts';
import { changesOf, schemas, sorted } from '../support/schemas.ts';

const RUNS = Number(process.env.CHANGES ?? 1_000);

describe('the laws of changes', () => {
  it('a change and its reverse leave the schema as it was', () => {
    fc.assert(
      fc.property(schemas, fc.infiniteStream(fc.nat()), (schema, numbers) => {
        for (const change of changesOf(schema, numbers)) {
          const back = reverse(change);
          if (back === null) continue;
          const there = apply(change, schema);
          assert.deepEqual(sorted(apply(back, there)), sorted(schema), describeChange(change));
        }
      }),
      { numRuns: RUNS },
    );
  });

  it('a line of changes reversed in reverse order leaves the schema as it was', () => {
    fc.assert(
      fc.property(schemas, fc.infiniteStream(fc.nat()), fc.nat(6), (schema, numbers, length) => {
        const done: SchemaChange[] = [];
        let now: SchemaSnapshot = schema;
        for (let at = 0; at < length; at += 1) {
          const possible = changesOf(now, numbers).filter((change) => reverse(change) !== null);
          const change = possible[numbers.next().value % possible.length];
          if (change === undefined) break;
          now = apply(change, now);
          done.push(change);
        }
        for (const change of done.reverse()) now = apply(reverse(change) as SchemaChange, now);
        assert.deepEqual(sorted(now), sorted(schema));
      }),
      { numRuns: RUNS },
    );
  });

  it('the call that renders a change builds it again', async () => {
    const op = recording(postgres);
    await fc.assert(
      fc.asyncProperty(schemas, fc.infiniteStream(fc.nat()), async (schema, numbers) => {
        for (const change of changesOf(schema, numbers)) {
          if (change.kind === 'set enum labels' || (change.kind === 'add enum value' && change.known !== null))
            continue; // asks the database
          const { method, args } = render(change);
          const [again] = await op(method, args);
          if (method === 'execute' && change.kind !== 'execute') {
            const texts = toSql(change, postgres).map((statement) => ('sql' in statement ? statement.sql : ''));
            assert.deepEqual(again, { kind: 'execute', up: texts.join(';\n'), down: null }, change.kind);
            continue;
          }
          assert.deepEqual(forgetful(again as SchemaChange), forgetful(change), method);
        }
      }),
      { numRuns: RUNS },
    );
  });

  it('each change has its SQL on each database, or says that it is unsupported', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(schemas, fc.infiniteStream(fc.nat()), (schema, numbers) => {
        for (const change of changesOf(schema, numbers)) {
          seen.add(change.kind);
          assert.ok(PHASES.includes(phaseOf(change)));
          assert.equal(isDestructive(change), ['drop table', 'drop column'].includes(change.kind));
          for (const write of [postgres, sqlite]) {
            try {
              for (const statement of toSql(change, write))
                if ('sql' in statement) assert.doesNotMatch(statement.sql, /undefined|\[object|null\(/);
            } catch (error) {
              assert.ok(error instanceof Unsupported, String(error));
            }
          }
        }
      }),
      { numRuns: RUNS },
    );
    assert.deepEqual([...seen].sort(), Object.keys(FAMILIES).sort());
  });

  it('what is not there, and what is there already, is named', () => {
    const name = { schema: null, name: 'nowhere' };
    const drop: SchemaChange = { kind: 'drop table', name, was: null, cascade: false, ifExists: false };
    assert.throws(() => apply(drop, EMPTY), /there is no table nowhere/);
    const create: SchemaChange = { kind: 'create enum', type: { name, labels: ['a'] } };
    assert.throws(() => apply(create, apply(create, EMPTY)), /there is a type nowhere already/);
  });
});

// What an operation cannot know without asking a database.
function forgetful(change: SchemaChange): unknown {
  return JSON.parse(
    JSON.stringify(change, (key, value) => {
      if (key === 'definition' && change.kind === 'drop object') return undefined;
      if (key === 'was' || key === 'from' || key === 'down')
        return change.kind.startsWith('rename') ? value : undefined;
      return key === 'known' || value === null ? undefined : value;
    }),
  );
}

/** `op` that makes nothing and answers the changes it was asked for. */
function recording(write: SqlWriter): (method: string, args: readonly unknown[]) => Promise<readonly SchemaChange[]> {
  const sequelize = new Sequelize('postgres://nobody@nowhere/nothing', { logging: false });
  let made: SchemaChange[] = [];
  const context: OperationContext = {
    write,
    words: wordsOf(sequelize.getQueryInterface()),
    ask: async () => [],
    make: async (changes) => void made.push(...changes),
    settle: async () => undefined,
  };
  const operations = {
    execute: async (sql: string) => void made.push({ kind: 'execute', up: sql, down: null }),
  };
  const op = Object.assign(corrected(sequelize.getQueryInterface(), context), operations);
  return async (method, args) => {
    made = [];
    await (op as unknown as Record<string, (...args: readonly unknown[]) => Promise<void>>)[method]?.(...args);
    return made;
  };
}
