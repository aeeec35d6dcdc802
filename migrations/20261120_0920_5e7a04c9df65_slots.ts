/**
 * Slots a worker offers.
 */
import { DataTypes } from 'sequelize';
import type { Operations } from 'windlass';

export const revision = '5e7a04c9df65';
export const downRevision = '4d69f3b8ce54';
export const branchLabels: string[] = [];
export const dependsOn: string[] = [];

export async function up(op: Operations) {
  await op.createTable('slots', {
    id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
    worker_id: {
      type: DataTypes.INTEGER,
      allowNull: false,
      references: { model: 'workers', key: 'id' },
      onDelete: 'CASCADE',
    },
    starts_at: { type: DataTypes.DATE, allowNull: false },
    minutes: { type: DataTypes.INTEGER, allowNull: false, defaultValue: 30 },
  });
  await op.addIndex('slots', ['worker_id', 'starts_at'], { name: 'slots_worker_starts', unique: true });
}

export async function down(op: Operations) {
  await op.dropTable('slots');
}
