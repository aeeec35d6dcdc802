/**
 * Promo codes: at most one live code of a name, by a partial unique index.
 */
import { DataTypes } from 'sequelize';
import type { Operations } from 'windlass';

export const revision = '2b47d196a034';
export const downRevision = '1a36c0859f23';
export const branchLabels: string[] = [];
export const dependsOn: string[] = [];

export async function up(op: Operations) {
  await op.createTable('promo_codes', {
    id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
    code: { type: DataTypes.STRING(40), allowNull: false },
    percent: { type: DataTypes.INTEGER, allowNull: false },
    active: { type: DataTypes.BOOLEAN, allowNull: false, defaultValue: true },
  });
  await op.addIndex('promo_codes', ['code'], { name: 'promo_codes_active', unique: true, where: { active: true } });
}

export async function down(op: Operations) {
  await op.dropTable('promo_codes');
}
