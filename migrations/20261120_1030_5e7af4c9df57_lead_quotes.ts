/**
 * Quotes made to a lead.
 */
import { DataTypes } from 'sequelize';
import type { Operations } from 'windlass';

export const revision = '5e7af4c9df57';
export const downRevision = '4d69e3b8ce46';
export const branchLabels: string[] = [];
export const dependsOn: string[] = [];

export async function up(op: Operations) {
  await op.createTable('lead_quotes', {
    id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
    lead_id: {
      type: DataTypes.INTEGER,
      allowNull: false,
      references: { model: 'leads', key: 'id' },
      onDelete: 'CASCADE',
    },
    cents: { type: DataTypes.INTEGER, allowNull: false },
    valid_until: { type: DataTypes.DATEONLY, allowNull: true },
  });
}

export async function down(op: Operations) {
  await op.dropTable('lead_quotes');
}
