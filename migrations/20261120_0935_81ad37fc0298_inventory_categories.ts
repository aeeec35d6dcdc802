/**
 * Inventory begins a branch of its own.
 */
import { DataTypes } from 'sequelize';
import type { Operations } from 'windlass';

export const revision = '81ad37fc0298';
export const downRevision = '709c26ebf187';
export const branchLabels: string[] = ['inventory'];
export const dependsOn: string[] = [];

export async function up(op: Operations) {
  await op.createTable('inventory_categories', {
    id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
    name: { type: DataTypes.STRING(80), allowNull: false },
  });
  await op.addIndex('inventory_categories', ['name'], { name: 'inventory_categories_name', unique: true });
}

export async function down(op: Operations) {
  await op.dropTable('inventory_categories');
}
