/**
 * Businesses, with the review columns of the old system.
 */
import { DataTypes } from 'sequelize';
import type { Operations } from 'windlass';

export const revision = '0925af748a02';
export const downRevision = 'f8140e6379f1';
export const branchLabels: string[] = [];
export const dependsOn: string[] = [];

export async function up(op: Operations) {
  await op.createTable('businesses', {
    id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
    organization_id: {
      type: DataTypes.INTEGER,
      allowNull: false,
      references: { model: 'organizations', key: 'id' },
      onDelete: 'CASCADE',
    },
    name: { type: DataTypes.STRING(120), allowNull: false },
    review_url: { type: DataTypes.STRING(200), allowNull: true },
    review_score: { type: DataTypes.INTEGER, allowNull: true },
  });
}

export async function down(op: Operations) {
  await op.dropTable('businesses');
}
