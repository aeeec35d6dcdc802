/**
 * Assessments judge a document by a profile.
 */
import { DataTypes } from 'sequelize';
import type { Operations } from 'windlass';

export const revision = 'a3cf491e2eac';
export const downRevision = '92be380d1d9b';
export const branchLabels: string[] = [];
export const dependsOn: string[] = [];

export async function up(op: Operations) {
  await op.createTable('assessments', {
    id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
    organization_id: {
      type: DataTypes.INTEGER,
      allowNull: false,
      references: { model: 'organizations', key: 'id' },
      onDelete: 'CASCADE',
    },
    profile: {
      type: DataTypes.STRING(40),
      allowNull: false,
      references: { model: 'profiles', key: 'name' },
      onDelete: 'RESTRICT',
    },
    title: { type: DataTypes.STRING(200), allowNull: false },
    score: { type: DataTypes.DECIMAL(5, 2), allowNull: true },
    created_at: { type: DataTypes.DATE, allowNull: false },
  });
}

export async function down(op: Operations) {
  await op.dropTable('assessments');
}
