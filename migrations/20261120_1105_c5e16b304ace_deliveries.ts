/**
 * Deliveries of a report, each tried and noted.
 */
import { DataTypes } from 'sequelize';
import type { Operations } from 'windlass';

export const revision = 'c5e16b304ace';
export const downRevision = 'b4d05a2f3fbd';
export const branchLabels: string[] = [];
export const dependsOn: string[] = [];

export async function up(op: Operations) {
  await op.createTable('deliveries', {
    id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
    report_id: {
      type: DataTypes.INTEGER,
      allowNull: false,
      references: { model: 'reports', key: 'id' },
      onDelete: 'CASCADE',
    },
    address: { type: DataTypes.STRING(200), allowNull: false },
    delivered_at: { type: DataTypes.DATE, allowNull: true },
    error: { type: DataTypes.TEXT, allowNull: true },
  });
  await op.addIndex('deliveries', ['report_id'], { name: 'deliveries_report' });
}

export async function down(op: Operations) {
  await op.dropTable('deliveries');
}
