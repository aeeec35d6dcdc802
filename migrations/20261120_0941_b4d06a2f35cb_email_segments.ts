/**
 * Who gets which mail.
 */
import { DataTypes } from 'sequelize';
import type { Operations } from 'windlass';

export const revision = 'b4d06a2f35cb';
export const downRevision = 'a3cf591e24ba';
export const branchLabels: string[] = [];
export const dependsOn: string[] = [];

export async function up(op: Operations) {
  await op.createTable('email_segments', {
    id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
    organization_id: {
      type: DataTypes.INTEGER,
      allowNull: false,
      references: { model: 'organizations', key: 'id' },
      onDelete: 'CASCADE',
    },
    name: { type: DataTypes.STRING(80), allowNull: false },
    rule: { type: DataTypes.TEXT, allowNull: false },
  });
  await op.addIndex('email_segments', ['organization_id', 'name'], { name: 'email_segments_name', unique: true });
}

export async function down(op: Operations) {
  await op.dropTable('email_segments');
}
