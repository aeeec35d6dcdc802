/**
 * Organizations: whom everything belongs to.
 */
import { DataTypes } from 'sequelize';
import type { Operations } from 'windlass';

export const revision = '1f0a5c3e9b21';
export const downRevision: string | null = null;
export const branchLabels: string[] = [];
export const dependsOn: string[] = [];

export async function up(op: Operations) {
  await op.createTable('organizations', {
    id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
    name: { type: DataTypes.STRING(120), allowNull: false },
    created_at: { type: DataTypes.DATE, allowNull: false },
  });
  await op.addIndex('organizations', ['name'], { name: 'organizations_name', unique: true });
}

export async function down(op: Operations) {
  await op.dropTable('organizations');
}
