import assert from 'node:assert/strict';
import { col, DataTypes, fn, literal, Op } from 'sequelize';
import type { Operations } from '../../src/index.ts';

// `tsc` is the test: this is what a revision in TypeScript may write.
async function up(op: Operations): Promise<void> {
  await op.createTable(
    't',
    { id: { type: DataTypes.INTEGER, primaryKey: true }, name: DataTypes.STRING },
    { ifNotExists: true },
  );
  await op.changeColumn('t', 'name', { allowNull: false });
  await op.changeColumn({ tableName: 't', schema: 's' }, 'name', { type: DataTypes.TEXT, using: 'name::text' });
  await op.changeColumn('t', 'name', DataTypes.TEXT);
  await op.batchAlterTable('t', async (batch) => {
    await batch.addColumn('n', { type: DataTypes.INTEGER, allowNull: false, defaultValue: 3 });
    await batch.changeColumn('n', { defaultValue: null });
    await batch.removeColumn('name');
    await batch.addConstraint({ type: 'unique', fields: ['n'], name: 't_n' });
  });
  const { rows } = await op.batchUpdate(
    { tableName: 't', schema: 's' },
    {
      set: { n: literal('n + 1'), name: fn('lower', col('name')) },
      where: { n: { [Op.lt]: 3 } },
      batchSize: 500,
      pauseMs: 20,
    },
  );
  await op.batchUpdate('t', { set: { n: rows }, where: 'n IS NULL' });
  await op.batchUpdate('t', { set: { n: null }, where: literal('n = 1 OR n = 2') });
  op.notice('done');
  // @ts-expect-error a column has no such option
  await op.changeColumn('t', 'name', { nullable: false });
  // @ts-expect-error nothing is set
  await op.batchUpdate('t', { where: { n: 1 } });
}

describe('the types of op', () => {
  it('let a revision say what it changes and nothing more', () => assert.equal(typeof up, 'function'));
});
