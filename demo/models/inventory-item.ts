import type { Sequelize, DataTypes as Types } from 'sequelize';

/** An item in stock. */
export default (sequelize: Sequelize, DataTypes: typeof Types) => {
  return sequelize.define(
    'InventoryItem',
    {
      id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
      category_id: {
        type: DataTypes.INTEGER,
        allowNull: false,
        references: { model: 'inventory_categories', key: 'id' },
        onDelete: 'RESTRICT',
      },
      name: { type: DataTypes.STRING(120), allowNull: false },
      stock: { type: DataTypes.INTEGER, allowNull: false, defaultValue: 0 },
      reserved: { type: DataTypes.INTEGER, allowNull: false, defaultValue: 0 },
      reorder_level: { type: DataTypes.INTEGER, allowNull: true },
    },
    { tableName: 'inventory_items', timestamps: false },
  );
};
