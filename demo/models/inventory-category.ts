import type { Sequelize, DataTypes as Types } from 'sequelize';

/** A kind of item. */
export default (sequelize: Sequelize, DataTypes: typeof Types) => {
  return sequelize.define(
    'InventoryCategory',
    {
      id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
      name: { type: DataTypes.STRING(80), allowNull: false },
    },
    {
      tableName: 'inventory_categories',
      timestamps: false,
      indexes: [{ fields: ['name'], name: 'inventory_categories_name', unique: true }],
    },
  );
};
