/**
 * Batch reports: one row for each nightly run.
 */
import { DataTypes } from 'sequelize';
import type { Operations } from 'windlass';

export const revision = '92be380d1d9b';
export const downRevision = '81ad27fc0c8a';
export const branchLabels: string[] = [];
export const dependsOn: string[] = [];

export async function up(op: Operations) {
  await op.createTable('batch_reports', {
    id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
    kind: { type: DataTypes.STRING(40), allowNull: false },
    started_at: { type: DataTypes.DATE, allowNull: false },
    finished_at: { type: DataTypes.DATE, allowNull: true },
    rows_read: { type: DataTypes.BIGINT, allowNull: false, defaultValue: 0 },
  });
}

export async function down(op: Operations) {
  await op.dropTable('batch_reports');
}
