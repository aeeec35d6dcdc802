/**
 * Invoices: an amount is whole cents, never a fraction.
 */
import { DataTypes } from 'sequelize';
import type { Operations } from 'windlass';

export const revision = 'f8140e6379f1';
export const downRevision = 'e7039d5268fe';
export const branchLabels: string[] = [];
export const dependsOn: string[] = [];

export async function up(op: Operations) {
  await op.createTable('invoices', {
    id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
    booking_id: {
      type: DataTypes.INTEGER,
      allowNull: false,
      references: { model: 'bookings', key: 'id' },
      onDelete: 'RESTRICT',
    },
    number: { type: DataTypes.STRING(40), allowNull: false },
    cents: { type: DataTypes.INTEGER, allowNull: false },
    paid_at: { type: DataTypes.DATE, allowNull: true },
  });
  await op.addIndex('invoices', ['number'], { name: 'invoices_number', unique: true });
}

export async function down(op: Operations) {
  await op.dropTable('invoices');
}
