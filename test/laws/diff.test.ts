import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe as describeChange, reverse, type SchemaChange } from '../../src/changes/index.ts';
import { applyAll } from '../../src/diff/apply-all.ts';
import { diff } from '../../src/diff/diff.ts';
import { unfolded } from '../../src/diff/unfolded.ts';
import { EMPTY, type SchemaSnapshot } from '../../src/model/schema.ts';
import { schemas, sorted } from '../support/schemas.ts';
import { canonical, validSqliteSchemas } from '../support/sqlite-schemas.ts';
import { validSchemas } from '../support/valid-schemas.ts';

const RUNS = Number(process.env.DIFFS ?? 1_000);

describe('the laws of the comparison', () => {
  for (const [name, one] of [
    ['any', schemas],
    ['PostgreSQL', validSchemas],
    ['SQLite', validSqliteSchemas],
  ] as const) {
    const any = fc.oneof({ weight: 9, arbitrary: one }, { weight: 1, arbitrary: fc.constant(EMPTY) });

    it(`a schema is no different from itself (${name})`, () => {
      fc.assert(
        fc.property(any, (schema) => {
          assert.deepEqual(diff(schema, structuredClone(schema)), []);
          assert.deepEqual(diff(schema, shuffled(schema)), []);
        }),
        { numRuns: RUNS },
      );
    });

    it(`the changes make the one of the other, and back (${name})`, () => {
      fc.assert(
        fc.property(any, any, (current, desired) => {
          const changes = diff(current, desired);
          const there = applyAll(changes, current);
          assert.deepEqual(diff(there, desired).map(describeChange), [], said(changes));
          assert.deepEqual(
            comparable(unfolded(changes.reduce((now, change) => applyAll([change], now), current))),
            comparable(there),
          );
          if (changes.every((change) => reverse(change) !== null)) {
            const back = changes.toReversed().map((change) => reverse(change) as SchemaChange);
            assert.deepEqual(comparable(applyAll(back, there)), comparable(unfolded(current)), said(changes));
          } else
            assert.ok(
              changes.every(
                (change) =>
                  reverse(change) !== null ||
                  change.kind === 'drop expression' ||
                  change.kind === 'validate constraint',
              ),
            );
        }),
        { numRuns: RUNS },
      );
    });
  }
});

const said = (changes: readonly SchemaChange[]) => changes.map(describeChange).join('\n');

// A column that was dropped comes back behind the others.
function comparable(schema: SchemaSnapshot): unknown {
  const inPlace = schema.tables.map((table) => ({
    ...table,
    columns: [...table.columns].sort((one, other) => (one.name < other.name ? -1 : 1)),
  }));
  const written = canonical({ ...schema, tables: inPlace }) as object;
  return { ...written, enums: (sorted(schema) as { enums: unknown }).enums };
}

function shuffled(schema: SchemaSnapshot): SchemaSnapshot {
  return {
    ...schema,
    tables: schema.tables.toReversed().map((table) => ({
      ...table,
      constraints: table.constraints.toReversed(),
      indexes: table.indexes.toReversed(),
    })),
    objects: schema.objects.toReversed(),
  };
}
