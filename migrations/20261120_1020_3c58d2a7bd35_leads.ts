/**
 * Leads: who may become a customer.
 */
import { DataTypes } from 'sequelize';
import type { Operations } from 'windlass';

export const revision = '3c58d2a7bd35';
export const downRevision = '2b47c196ac24';
export const branchLabels: string[] = [];
export const dependsOn: string[] = [];

export async function up(op: Operations) {
  await op.createTable('leads', {
    id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
    organization_id: {
      type: DataTypes.INTEGER,
      allowNull: false,
      references: { model: 'organizations', key: 'id' },
      onDelete: 'CASCADE',
    },
    name: { type: DataTypes.STRING(120), allowNull: false },
    source: { type: DataTypes.STRING(40), allowNull: false, defaultValue: 'web' },
    created_at: { type: DataTypes.DATE, allowNull: false },
  });
  await op.addIndex('leads', ['organization_id', 'created_at'], { name: 'leads_organization_created' });
}

export async function down(op: Operations) {
  await op.dropTable('leads');
}
