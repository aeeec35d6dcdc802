/**
 * Workers do the work that is booked.
 */
import { DataTypes } from 'sequelize';
import type { Operations } from 'windlass';

export const revision = '3c58e2a7bd43';
export const downRevision = '2b7d41f6ac32';
export const branchLabels: string[] = [];
export const dependsOn: string[] = [];

export async function up(op: Operations) {
  await op.createTable('workers', {
    id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
    organization_id: {
      type: DataTypes.INTEGER,
      allowNull: false,
      references: { model: 'organizations', key: 'id' },
      onDelete: 'CASCADE',
    },
    name: { type: DataTypes.STRING(120), allowNull: false },
  });
  await op.addIndex('workers', ['organization_id'], { name: 'workers_organization' });
}

export async function down(op: Operations) {
  await op.dropTable('workers');
}
