import assert from 'node:assert/strict';
import { BROKEN, type BrokenHistory, START } from '../support/broken-histories.ts';
import { databases, type TestDatabase } from '../support/databases.ts';
import { fresh } from '../support/fresh.ts';
import { revisionFile } from '../support/history.ts';
import type { Project } from '../support/project.ts';
import { verified } from '../support/verified.ts';

for (const kind of databases()) {
  describe(`verify of broken histories on ${kind.name}`, () => {
    let db: TestDatabase;
    let project: Project;
    fresh(
      kind,
      (own) => {
        ({ db, project } = own);
      },
      {},
      { packages: false },
    );

    for (const history of BROKEN.filter(({ on }) => on.includes(kind.name))) {
      const { finds } = history;

      it(`finds it when ${history.name}, and accuses no other revision`, async () => {
        project.write(files(history, { up: history.up, down: history.down }));
        const { ok, revisions, unreached } = await verified(project, db.url);
        assert.equal(ok, false);
        const found = revisions.find(({ revision }) => revision === 'b00000000002');
        assert.equal(found?.result, finds.result, JSON.stringify(found));
        const named = found?.differences.filter(
          ({ kind: sort, object }) => sort === finds.kind && finds.object.test(object),
        );
        assert.notEqual(named?.length, 0, JSON.stringify(found));
        const cutOff = finds.result === 'up-failed' && history.goesOn !== true;
        const others = cutOff ? ['a00000000001 ok'] : ['a00000000001 ok', 'c00000000003 ok'];
        assert.deepEqual(told(revisions.filter((one) => one !== found)), others, JSON.stringify(revisions));
        assert.deepEqual(unreached, cutOff ? ['c00000000003'] : []);
      });

      it(`finds nothing where that is mended: ${history.name}`, async () => {
        project.write(files(history, { up: history.mendedUp ?? history.up, down: history.mended }));
        const { ok, revisions } = await verified(project, db.url);
        assert.deepEqual(
          told(revisions),
          ['a00000000001 ok', 'b00000000002 ok', 'c00000000003 ok'],
          JSON.stringify(revisions),
        );
        assert.equal(ok, true);
      });
    }
  });
}

function told(revisions: readonly { readonly revision: string; readonly result: string }[]): readonly string[] {
  return revisions.map(({ revision, result }) => `${revision} ${result}`);
}

function files({ before }: BrokenHistory, body: { up: string; down: string }): Record<string, string> {
  return {
    'migrations/a.js': revisionFile('a00000000001', null, {
      up: `${START.up} ${before ?? ''}`,
      down: `${before === undefined ? '' : CLEAR} ${START.down}`,
    }),
    'migrations/b.js': revisionFile('b00000000002', 'a00000000001', body),
    'migrations/c.js': revisionFile('c00000000003', 'b00000000002', {
      up: "await op.createTable('later', { id: { type: Sequelize.INTEGER, primaryKey: true } });",
      down: "await op.dropTable('later');",
    }),
  };
}

// What a history stands on, whatever it is.
const CLEAR = `
  const postgres = op.sequelize.getDialect() === 'postgres';
  for (const what of postgres ? ['TABLE visits', 'VIEW seen', 'INDEX noted', 'INDEX latest', 'TYPE mood', 'SEQUENCE tickets', 'FUNCTION one', 'FUNCTION note CASCADE'] : ['TABLE visits', 'VIEW seen', 'TRIGGER noted'])
    await op.execute('DROP ' + what.replace(' ', ' IF EXISTS '));`;
