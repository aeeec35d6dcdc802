/**
 * Profiles tell an assessment what to look at.
 */
import { DataTypes } from 'sequelize';
import type { Operations } from 'windlass';

export const revision = 'd6f28c4157ed';
export const downRevision = 'c5e17b3046dc';
export const branchLabels: string[] = [];
export const dependsOn: string[] = [];

export async function up(op: Operations) {
  await op.createTable('profiles', {
    name: { type: DataTypes.STRING(40), primaryKey: true },
    categories: { type: DataTypes.TEXT, allowNull: false },
    prompt_focus: { type: DataTypes.TEXT, allowNull: false },
    depth: { type: DataTypes.STRING(20), allowNull: false },
  });
}

export async function down(op: Operations) {
  await op.dropTable('profiles');
}
