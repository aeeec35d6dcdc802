import type { Sequelize, DataTypes as Types } from 'sequelize';

/** Something found in a data product. */
export default (sequelize: Sequelize, DataTypes: typeof Types) => {
  return sequelize.define(
    'Fact',
    {
      id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
      data_product_id: {
        type: DataTypes.INTEGER,
        allowNull: false,
        references: { model: 'data_products', key: 'id' },
        onDelete: 'CASCADE',
      },
      statement: { type: DataTypes.TEXT, allowNull: false },
      confidence: { type: DataTypes.DOUBLE, allowNull: false },
    },
    { tableName: 'facts', timestamps: false },
  );
};
