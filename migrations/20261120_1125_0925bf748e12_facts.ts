/**
 * Facts found in a data product.
 */
import { DataTypes } from 'sequelize';
import type { Operations } from 'windlass';

export const revision = '0925bf748e12';
export const downRevision = 'f8149e637df1';
export const branchLabels: string[] = [];
export const dependsOn: string[] = [];

export async function up(op: Operations) {
  await op.createTable('facts', {
    id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
    data_product_id: {
      type: DataTypes.INTEGER,
      allowNull: false,
      references: { model: 'data_products', key: 'id' },
      onDelete: 'CASCADE',
    },
    statement: { type: DataTypes.TEXT, allowNull: false },
    confidence: { type: DataTypes.DOUBLE, allowNull: false },
  });
}

export async function down(op: Operations) {
  await op.dropTable('facts');
}
