import type { Sequelize, DataTypes as Types } from 'sequelize';

/** What somebody thinks of a business. */
export default (sequelize: Sequelize, DataTypes: typeof Types) => {
  return sequelize.define(
    'BusinessReview',
    {
      id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
      business_id: {
        type: DataTypes.INTEGER,
        allowNull: false,
        references: { model: 'businesses', key: 'id' },
        onDelete: 'CASCADE',
      },
      url: { type: DataTypes.STRING(200), allowNull: true },
      score: { type: DataTypes.INTEGER, allowNull: true },
    },
    { tableName: 'business_reviews', timestamps: false },
  );
};
