/**
 * Items, each in a category that may not vanish under it.
 */
import { DataTypes } from 'sequelize';
import type { Operations } from 'windlass';

export const revision = '92be480d13a9';
export const downRevision = '81ad37fc0298';
export const branchLabels: string[] = [];
export const dependsOn: string[] = [];

export async function up(op: Operations) {
  await op.createTable('inventory_items', {
    id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
    category_id: {
      type: DataTypes.INTEGER,
      allowNull: false,
      references: { model: 'inventory_categories', key: 'id' },
      onDelete: 'RESTRICT',
    },
    name: { type: DataTypes.STRING(120), allowNull: false },
    stock: { type: DataTypes.INTEGER, allowNull: false, defaultValue: 0 },
  });
}

export async function down(op: Operations) {
  await op.dropTable('inventory_items');
}
