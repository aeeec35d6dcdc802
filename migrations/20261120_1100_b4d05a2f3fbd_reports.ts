/**
 * Reports are what an assessment leaves behind.
 */
import { DataTypes } from 'sequelize';
import type { Operations } from 'windlass';

export const revision = 'b4d05a2f3fbd';
export const downRevision = 'a3cf491e2eac';
export const branchLabels: string[] = [];
export const dependsOn: string[] = [];

export async function up(op: Operations) {
  await op.createTable('reports', {
    id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
    assessment_id: {
      type: DataTypes.INTEGER,
      allowNull: false,
      references: { model: 'assessments', key: 'id' },
      onDelete: 'CASCADE',
    },
    body: { type: DataTypes.TEXT, allowNull: false },
    created_at: { type: DataTypes.DATE, allowNull: false },
  });
  await op.addIndex('reports', ['assessment_id'], { name: 'reports_assessment', unique: true });
}

export async function down(op: Operations) {
  await op.dropTable('reports');
}
