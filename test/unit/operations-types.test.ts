import assert from 'node:assert/strict';
import { DataTypes } from 'sequelize';
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
  op.notice('done');
  // @ts-expect-error a column has no such option
  await op.changeColumn('t', 'name', { nullable: false });
}

describe('the types of op', () => {
  it('let a revision say what it changes and nothing more', () => assert.equal(typeof up, 'function'));
});
