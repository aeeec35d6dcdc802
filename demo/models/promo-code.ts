import type { Sequelize, DataTypes as Types } from 'sequelize';

/** A discount. */
export default (sequelize: Sequelize, DataTypes: typeof Types) => {
  return sequelize.define(
    'PromoCode',
    {
      id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
      code: { type: DataTypes.STRING(40), allowNull: false },
      percent: { type: DataTypes.INTEGER, allowNull: false },
      active: { type: DataTypes.BOOLEAN, allowNull: false, defaultValue: true },
    },
    {
      tableName: 'promo_codes',
      timestamps: false,
      indexes: [{ fields: ['code'], name: 'promo_codes_active', unique: true, where: { active: true } }],
    },
  );
};
