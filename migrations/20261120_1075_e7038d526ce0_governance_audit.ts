/**
 * Decisions are only ever added.
 */
import { DataTypes } from 'sequelize';
import type { Operations } from 'windlass';

export const revision = 'e7038d526ce0';
export const downRevision = 'd6f27c415bdf';
export const branchLabels: string[] = [];
export const dependsOn: string[] = [];

export async function up(op: Operations) {
  await op.createTable('governance_audit', {
    id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
    role_id: {
      type: DataTypes.INTEGER,
      allowNull: false,
      references: { model: 'governance_roles', key: 'id' },
      onDelete: 'RESTRICT',
    },
    decision: { type: DataTypes.TEXT, allowNull: false },
    at: { type: DataTypes.DATE, allowNull: false },
  });
}

export async function down(op: Operations) {
  await op.dropTable('governance_audit');
}
