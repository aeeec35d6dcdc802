/**
 * Times at which a worker cannot be booked.
 */
import { DataTypes } from 'sequelize';
import type { Operations } from 'windlass';

export const revision = '6f8b15dae076';
export const downRevision = '5e7a04c9df65';
export const branchLabels: string[] = [];
export const dependsOn: string[] = [];

export async function up(op: Operations) {
  await op.createTable('availability_blocks', {
    id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
    worker_id: {
      type: DataTypes.INTEGER,
      allowNull: false,
      references: { model: 'workers', key: 'id' },
      onDelete: 'CASCADE',
    },
    weekday: { type: DataTypes.INTEGER, allowNull: false },
    reason: { type: DataTypes.TEXT },
  });
}

export async function down(op: Operations) {
  await op.dropTable('availability_blocks');
}
