/**
 * Why a lead was lost: a nullable column costs nothing on a large table.
 */
import { DataTypes } from 'sequelize';
import type { Operations } from 'windlass';

export const revision = '6f8b05daea68';
export const downRevision = '5e7af4c9df57';
export const branchLabels: string[] = [];
export const dependsOn: string[] = [];

export async function up(op: Operations) {
  await op.addColumn('leads', 'loss_reason', { type: DataTypes.TEXT, allowNull: true });
}

export async function down(op: Operations) {
  await op.execute('ALTER TABLE leads DROP COLUMN loss_reason');
}
