/**
 * Stock that is promised, and when to order more.
 */
import { DataTypes } from 'sequelize';
import type { Operations } from 'windlass';

export const revision = '81ad37fc069a';
export const downRevision = '709c26ebf589';
export const branchLabels: string[] = [];
export const dependsOn: string[] = [];

export async function up(op: Operations) {
  await op.addColumn('inventory_items', 'reserved', { type: DataTypes.INTEGER, allowNull: false, defaultValue: 0 });
  await op.addColumn('inventory_items', 'reorder_level', { type: DataTypes.INTEGER, allowNull: true });
}

export async function down(op: Operations) {
  await op.execute('ALTER TABLE inventory_items DROP COLUMN reorder_level');
  await op.execute('ALTER TABLE inventory_items DROP COLUMN reserved');
}
