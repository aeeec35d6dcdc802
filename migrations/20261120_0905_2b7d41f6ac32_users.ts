/**
 * Users sign in and belong to one organization.
 */
import { DataTypes } from 'sequelize';
import type { Operations } from 'windlass';

export const revision = '2b7d41f6ac32';
export const downRevision = '1f0a5c3e9b21';
export const branchLabels: string[] = [];
export const dependsOn: string[] = [];

export async function up(op: Operations) {
  await op.createTable('users', {
    id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
    organization_id: {
      type: DataTypes.INTEGER,
      allowNull: false,
      references: { model: 'organizations', key: 'id' },
      onDelete: 'CASCADE',
    },
    email: { type: DataTypes.STRING(200), allowNull: false },
    created_at: { type: DataTypes.DATE, allowNull: false },
  });
  await op.addIndex('users', ['email'], { name: 'users_email', unique: true });
}

export async function down(op: Operations) {
  await op.dropTable('users');
}
