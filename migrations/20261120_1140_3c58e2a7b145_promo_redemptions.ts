/**
 * Redemptions: a booking redeems a code once.
 */
import { DataTypes } from 'sequelize';
import type { Operations } from 'windlass';

export const revision = '3c58e2a7b145';
export const downRevision = '2b47d196a034';
export const branchLabels: string[] = [];
export const dependsOn: string[] = [];

export async function up(op: Operations) {
  await op.createTable('promo_redemptions', {
    id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
    promo_code_id: {
      type: DataTypes.INTEGER,
      allowNull: false,
      references: { model: 'promo_codes', key: 'id' },
      onDelete: 'RESTRICT',
    },
    booking_id: {
      type: DataTypes.INTEGER,
      allowNull: false,
      references: { model: 'bookings', key: 'id' },
      onDelete: 'CASCADE',
    },
  });
  await op.addIndex('promo_redemptions', ['promo_code_id', 'booking_id'], {
    name: 'promo_redemptions_once',
    unique: true,
  });
}

export async function down(op: Operations) {
  await op.dropTable('promo_redemptions');
}
