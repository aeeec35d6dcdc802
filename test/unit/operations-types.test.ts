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
  await op.createTable(
    'u',
    {
      id: { type: DataTypes.BIGINT, primaryKey: true, identity: 'always', allowNull: false },
      gross: { type: 'numeric', generated: { expression: literal('net * 1.2'), stored: true } },
      state: { type: DataTypes.ENUM('a', 'b'), defaultValue: 'a', references: { model: 'states', key: 'id' } },
    },
    { comment: 'of users', constraints: [{ type: 'check', name: 'u_ck', fields: [], where: literal('gross > 0') }] },
  );
  await op.addColumn('t', 'code', { type: DataTypes.STRING, collate: 'C', unique: true });
  await op.addIndex('t', ['n', literal('lower(name)')], { name: 't_n', include: ['m'], where: literal('n > 0') });
  await op.alterColumn('t', 'n', { type: DataTypes.BIGINT, nullable: false, default: literal('1 + 1') });
  await op.removeConstraint('t', { type: 'unique', fields: ['n'] });
  await op.setEnumLabels('enum_u_state', ['a', 'b', 'c'], { anew: true });
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
