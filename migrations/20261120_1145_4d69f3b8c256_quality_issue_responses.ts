/**
 * Answers to what an assessment found fault with.
 */
import { DataTypes } from 'sequelize';
import type { Operations } from 'windlass';

export const revision = '4d69f3b8c256';
export const downRevision = '3c58e2a7b145';
export const branchLabels: string[] = [];
export const dependsOn: string[] = [];

export async function up(op: Operations) {
  await op.createTable('quality_issue_responses', {
    id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
    assessment_id: {
      type: DataTypes.INTEGER,
      allowNull: false,
      references: { model: 'assessments', key: 'id' },
      onDelete: 'CASCADE',
    },
    issue: { type: DataTypes.STRING(200), allowNull: false },
    response: { type: DataTypes.TEXT, allowNull: false },
  });
}

export async function down(op: Operations) {
  await op.dropTable('quality_issue_responses');
}
