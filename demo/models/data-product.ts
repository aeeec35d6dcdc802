import type { Sequelize, DataTypes as Types } from 'sequelize';

/** Data that an organization offers. */
export default (sequelize: Sequelize, DataTypes: typeof Types) => {
  return sequelize.define(
    'DataProduct',
    {
      id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
      organization_id: {
        type: DataTypes.INTEGER,
        allowNull: false,
        references: { model: 'organizations', key: 'id' },
        onDelete: 'CASCADE',
      },
      name: { type: DataTypes.STRING(120), allowNull: false },
      status: { type: DataTypes.STRING(20), allowNull: false, defaultValue: 'draft' },
    },
    {
      tableName: 'data_products',
      timestamps: false,
      indexes: [{ fields: ['organization_id', 'name'], name: 'data_products_name', unique: true }],
    },
  );
};
