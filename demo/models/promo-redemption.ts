import type { Sequelize, DataTypes as Types } from 'sequelize';

/** A discount that was used. */
export default (sequelize: Sequelize, DataTypes: typeof Types) => {
  return sequelize.define(
    'PromoRedemption',
    {
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
    },
    {
      tableName: 'promo_redemptions',
      timestamps: false,
      indexes: [{ fields: ['promo_code_id', 'booking_id'], name: 'promo_redemptions_once', unique: true }],
    },
  );
};
