import type { Sequelize, DataTypes as Types } from 'sequelize';

/** What a booking costs. */
export default (sequelize: Sequelize, DataTypes: typeof Types) => {
  return sequelize.define(
    'Invoice',
    {
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
    },
    {
      tableName: 'invoices',
      timestamps: false,
      indexes: [{ fields: ['number'], name: 'invoices_number', unique: true }],
    },
  );
};
