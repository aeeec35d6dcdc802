/**
 * Data products begin as drafts: the default is the database's, so that every writer gets it.
 */
import { DataTypes } from 'sequelize';
import type { Operations } from 'windlass';

export const revision = 'f8149e637df1';
export const downRevision = 'e7038d526ce0';
export const branchLabels: string[] = [];
export const dependsOn: string[] = [];

export async function up(op: Operations) {
  await op.createTable('data_products', {
    id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
    organization_id: {
      type: DataTypes.INTEGER,
      allowNull: false,
      references: { model: 'organizations', key: 'id' },
      onDelete: 'CASCADE',
    },
    name: { type: DataTypes.STRING(120), allowNull: false },
    status: { type: DataTypes.STRING(20), allowNull: false, defaultValue: 'draft' },
  });
  await op.addIndex('data_products', ['organization_id', 'name'], { name: 'data_products_name', unique: true });
}

export async function down(op: Operations) {
  await op.dropTable('data_products');
}
