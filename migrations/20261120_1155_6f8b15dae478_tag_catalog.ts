/**
 * The tags in use become a catalog: a data migration that runs on the rows that are there.
 */
import { DataTypes } from 'sequelize';
import type { Operations } from 'windlass';

export const revision = '6f8b15dae478';
export const downRevision = '5e7a04c9d367';
export const branchLabels: string[] = [];
export const dependsOn: string[] = [];

export async function up(op: Operations) {
  await op.createTable('tag_catalog', {
    name: { type: DataTypes.STRING(60), primaryKey: true },
    description: { type: DataTypes.TEXT, allowNull: true },
  });
  await op.execute('INSERT INTO tag_catalog (name) SELECT DISTINCT name FROM tags');
}

export async function down(op: Operations) {
  await op.dropTable('tag_catalog');
}
