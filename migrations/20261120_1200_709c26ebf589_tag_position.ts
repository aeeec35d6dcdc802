/**
 * Tags get an order: added with a default, backfilled by name within each answer.
 */
import { DataTypes } from 'sequelize';
import type { Operations } from 'windlass';

export const revision = '709c26ebf589';
export const downRevision = '6f8b15dae478';
export const branchLabels: string[] = [];
export const dependsOn: string[] = [];

export async function up(op: Operations) {
  await op.addColumn('tags', 'position', { type: DataTypes.INTEGER, allowNull: false, defaultValue: 0 });
  await op.execute(`UPDATE tags SET position = (
    SELECT count(*) FROM tags other WHERE other.response_id = tags.response_id AND other.name < tags.name)`);
}

export async function down(op: Operations) {
  await op.execute('ALTER TABLE tags DROP COLUMN position');
}
