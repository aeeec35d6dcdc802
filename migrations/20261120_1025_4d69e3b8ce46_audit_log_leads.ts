/**
 * Every change of a lead is written down, also after the lead is gone.
 */
import { DataTypes } from 'sequelize';
import type { Operations } from 'windlass';

export const revision = '4d69e3b8ce46';
export const downRevision = '3c58d2a7bd35';
export const branchLabels: string[] = [];
export const dependsOn: string[] = [];

export async function up(op: Operations) {
  await op.createTable('audit_log_leads', {
    id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
    lead_id: { type: DataTypes.INTEGER, allowNull: false },
    action: { type: DataTypes.STRING(40), allowNull: false },
    detail: { type: DataTypes.TEXT, allowNull: true },
    at: { type: DataTypes.DATE, allowNull: false },
  });
  await op.addIndex('audit_log_leads', ['lead_id', 'at'], { name: 'audit_log_leads_lead_at' });
}

export async function down(op: Operations) {
  await op.dropTable('audit_log_leads');
}
