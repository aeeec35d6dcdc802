import type { Sequelize, DataTypes as Types } from 'sequelize';

/** A price told to a lead. */
export default (sequelize: Sequelize, DataTypes: typeof Types) => {
  return sequelize.define(
    'LeadQuote',
    {
      id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
      lead_id: {
        type: DataTypes.INTEGER,
        allowNull: false,
        references: { model: 'leads', key: 'id' },
        onDelete: 'CASCADE',
      },
      cents: { type: DataTypes.INTEGER, allowNull: false },
      valid_until: { type: DataTypes.DATEONLY, allowNull: true },
    },
    { tableName: 'lead_quotes', timestamps: false },
  );
};
