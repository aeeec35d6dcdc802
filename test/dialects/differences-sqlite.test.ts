import assert from 'node:assert/strict';
import { reflect } from '../../src/dialects/sqlite/reflect.ts';
import { spelledLike } from '../../src/dialects/sqlite/spelling.ts';
import { diff } from '../../src/diff/diff.ts';
import { type Difference, differences } from '../../src/diff/differences.ts';
import { EMPTY, type SchemaSnapshot } from '../../src/model/schema.ts';
import { type MemoryDatabase, memoryDatabase } from '../support/sqlite.ts';
import { perform } from '../support/sqlite-changes.ts';
import { HARMLESS, NOT_RESPELLED, RESPELLED } from '../support/sqlite-harmless.ts';
import { MUTATIONS, SCHEMA } from '../support/sqlite-mutations.ts';
import { UNTHOUGHT_ON_SQLITE } from '../support/unthought-mutations.ts';

/** What no change mends, by its title, and why. */
const UNMENDED: Readonly<Record<string, string>> = {
  'columns change places': 'order is no reason to copy a table',
  'a generated column that is plain': 'the values of what is a plain column now would be lost',
};

async function within<T>(
  script: readonly string[],
  work: (db: MemoryDatabase, there: SchemaSnapshot) => Promise<T>,
): Promise<T> {
  const db = await memoryDatabase(script);
  try {
    return await work(db, await reflect(db.connection));
  } finally {
    await db.close();
  }
}

describe('differences on SQLite', () => {
  let wanted: SchemaSnapshot;
  before(async () => {
    wanted = await within(SCHEMA, async (_, there) => there);
  });

  it('make the whole schema in an empty database', async () => {
    await within([], async (db) => {
      await perform(db, diff(EMPTY, wanted));
      assert.deepEqual(differences(await reflect(db.connection), wanted), []);
    });
  });

  describe('name each change, and mend it', () => {
    for (const [title, names, change] of [...MUTATIONS, ...UNTHOUGHT_ON_SQLITE])
      it(title, async () => {
        await within(change(SCHEMA), async (db, there) => {
          const found = differences(there, wanted);
          assert.ok(
            names.some((name) => found.some((each) => says(each, name))),
            `${names} is not in ${JSON.stringify(found)}`,
          );
          await perform(db, diff(there, wanted));
          const left = differences(await reflect(db.connection), wanted).map(({ detail }) => detail);
          if (UNMENDED[title] !== undefined) assert.notDeepEqual(left, [], 'it is mended now');
          else assert.deepEqual(left, []);
          if (left.length === 0)
            assert.ok(
              found.every(({ changes }) => changes.length > 0),
              JSON.stringify(found),
            );
        });
      });
  });

  describe('are none after what changes nothing', () => {
    for (const [title, change] of HARMLESS)
      it(title, async () => {
        await within(change(SCHEMA), async (_, there) => assert.deepEqual(differences(there, wanted), []));
      });
    for (const [title, change] of RESPELLED)
      it(title, async () => {
        await within(change(SCHEMA), async (_, there) =>
          assert.deepEqual(differences(spelledLike(there, wanted), wanted), []),
        );
      });
    for (const [title, change] of NOT_RESPELLED)
      it(`but for ${title}`, async () => {
        await within(change(SCHEMA), async (_, there) =>
          assert.equal(differences(spelledLike(there, wanted), wanted).length, 1),
        );
      });
  });
});

// `foreign key item.far` is `foreign key far of item`, and what has no name is called by its columns.
function says({ object, detail }: Difference, name: string): boolean {
  const [, kind = '', rest = ''] =
    /^(table|column|primary key|foreign key|virtual table|unique|check|index|view|trigger) (.*)$/.exec(name) ?? [];
  const [table = '', own = ''] = rest.split('.');
  const words = [table, ...own.split(','), ...(kind === 'column' || kind === 'table' ? [] : [kind])];
  return words.every((word) => `${object} ${detail}`.includes(word));
}
