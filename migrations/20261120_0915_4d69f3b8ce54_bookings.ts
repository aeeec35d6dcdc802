/**
 * Bookings join a user, a worker and a time.
 */
import { DataTypes } from 'sequelize';
import type { Operations } from 'windlass';

export const revision = '4d69f3b8ce54';
export const downRevision = '3c58e2a7bd43';
export const branchLabels: string[] = [];
export const dependsOn: string[] = [];

export async function up(op: Operations) {
  await op.createTable('bookings', {
    id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
    user_id: {
      type: DataTypes.INTEGER,
      allowNull: false,
      references: { model: 'users', key: 'id' },
      onDelete: 'CASCADE',
    },
    worker_id: {
      type: DataTypes.INTEGER,
      allowNull: true,
      references: { model: 'workers', key: 'id' },
      onDelete: 'SET NULL',
    },
    starts_at: { type: DataTypes.DATE, allowNull: false },
    ends_at: { type: DataTypes.DATE, allowNull: false },
  });
  await op.addIndex('bookings', ['worker_id', 'starts_at'], { name: 'bookings_worker_starts' });
}

export async function down(op: Operations) {
  await op.dropTable('bookings');
}
