import type { Sequelize, DataTypes as Types } from 'sequelize';

/** Money spent on a channel. */
export default (sequelize: Sequelize, DataTypes: typeof Types) => {
  return sequelize.define(
    'MarketingSpend',
    {
      id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
      organization_id: {
        type: DataTypes.INTEGER,
        allowNull: false,
        references: { model: 'organizations', key: 'id' },
        onDelete: 'CASCADE',
      },
      channel: { type: DataTypes.STRING(40), allowNull: false },
      cents: { type: DataTypes.INTEGER, allowNull: false },
    },
    { tableName: 'marketing_spend', timestamps: false },
  );
};
