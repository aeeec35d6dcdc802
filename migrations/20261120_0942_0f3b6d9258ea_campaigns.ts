/**
 * Campaigns send one mail to one segment.
 */
import { DataTypes } from 'sequelize';
import type { Operations } from 'windlass';

export const revision = '0f3b6d9258ea';
export const downRevision = 'b4d06a2f35cb';
export const branchLabels: string[] = [];
export const dependsOn: string[] = [];

export async function up(op: Operations) {
  await op.createTable('campaigns', {
    id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
    segment_id: {
      type: DataTypes.INTEGER,
      allowNull: false,
      references: { model: 'email_segments', key: 'id' },
      onDelete: 'CASCADE',
    },
    subject: { type: DataTypes.STRING(200), allowNull: false },
    sent_at: { type: DataTypes.DATE, allowNull: true },
  });
}

export async function down(op: Operations) {
  await op.dropTable('campaigns');
}
