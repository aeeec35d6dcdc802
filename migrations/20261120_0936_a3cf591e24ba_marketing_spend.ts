/**
 * Marketing grows beside inventory, from the same point.
 */
import { DataTypes } from 'sequelize';
import type { Operations } from 'windlass';

export const revision = 'a3cf591e24ba';
export const downRevision = '709c26ebf187';
export const branchLabels: string[] = ['marketing'];
export const dependsOn: string[] = [];

export async function up(op: Operations) {
  await op.createTable('marketing_spend', {
    id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
    organization_id: {
      type: DataTypes.INTEGER,
      allowNull: false,
      references: { model: 'organizations', key: 'id' },
      onDelete: 'CASCADE',
    },
    channel: { type: DataTypes.STRING(40), allowNull: false },
    cents: { type: DataTypes.INTEGER, allowNull: false },
  });
}

export async function down(op: Operations) {
  await op.dropTable('marketing_spend');
}
