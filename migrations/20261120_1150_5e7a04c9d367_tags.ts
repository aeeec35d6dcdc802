/**
 * Tags on the answers.
 */
import { DataTypes } from 'sequelize';
import type { Operations } from 'windlass';

export const revision = '5e7a04c9d367';
export const downRevision = '4d69f3b8c256';
export const branchLabels: string[] = [];
export const dependsOn: string[] = [];

export async function up(op: Operations) {
  await op.createTable('tags', {
    id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
    response_id: {
      type: DataTypes.INTEGER,
      allowNull: false,
      references: { model: 'quality_issue_responses', key: 'id' },
      onDelete: 'CASCADE',
    },
    name: { type: DataTypes.STRING(60), allowNull: false },
  });
  await op.addIndex('tags', ['response_id', 'name'], { name: 'tags_response_name', unique: true });
}

export async function down(op: Operations) {
  await op.dropTable('tags');
}
