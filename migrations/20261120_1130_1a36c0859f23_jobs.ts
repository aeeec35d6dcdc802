/**
 * Jobs count their attempts and stop at a limit.
 */
import { DataTypes } from 'sequelize';
import type { Operations } from 'windlass';

export const revision = '1a36c0859f23';
export const downRevision = '0925bf748e12';
export const branchLabels: string[] = [];
export const dependsOn: string[] = [];

export async function up(op: Operations) {
  await op.createTable('jobs', {
    id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
    kind: { type: DataTypes.STRING(40), allowNull: false },
    payload: { type: DataTypes.TEXT, allowNull: false, defaultValue: '{}' },
    attempt_count: { type: DataTypes.INTEGER, allowNull: false, defaultValue: 0 },
    max_attempts: { type: DataTypes.INTEGER, allowNull: false, defaultValue: 3 },
    run_at: { type: DataTypes.DATE, allowNull: false },
  });
  await op.addIndex('jobs', ['run_at'], { name: 'jobs_run_at' });
}

export async function down(op: Operations) {
  await op.dropTable('jobs');
}
