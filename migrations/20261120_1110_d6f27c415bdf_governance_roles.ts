/**
 * Who may decide what: one role a user and organization.
 */
import { DataTypes } from 'sequelize';
import type { Operations } from 'windlass';

export const revision = 'd6f27c415bdf';
export const downRevision = 'c5e16b304ace';
export const branchLabels: string[] = [];
export const dependsOn: string[] = [];

export async function up(op: Operations) {
  await op.createTable('governance_roles', {
    id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
    user_id: {
      type: DataTypes.INTEGER,
      allowNull: false,
      references: { model: 'users', key: 'id' },
      onDelete: 'CASCADE',
    },
    organization_id: {
      type: DataTypes.INTEGER,
      allowNull: false,
      references: { model: 'organizations', key: 'id' },
      onDelete: 'CASCADE',
    },
    role: { type: DataTypes.STRING(40), allowNull: false },
  });
  await op.addIndex('governance_roles', ['user_id', 'organization_id'], {
    name: 'governance_roles_user_organization',
    unique: true,
  });
}

export async function down(op: Operations) {
  await op.dropTable('governance_roles');
}
