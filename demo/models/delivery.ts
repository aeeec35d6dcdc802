import type { Sequelize, DataTypes as Types } from 'sequelize';

/** A report on its way. */
export default (sequelize: Sequelize, DataTypes: typeof Types) => {
  return sequelize.define(
    'Delivery',
    {
      id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
      report_id: {
        type: DataTypes.INTEGER,
        allowNull: false,
        references: { model: 'reports', key: 'id' },
        onDelete: 'CASCADE',
      },
      address: { type: DataTypes.STRING(200), allowNull: false },
      delivered_at: { type: DataTypes.DATE, allowNull: true },
      error: { type: DataTypes.TEXT, allowNull: true },
    },
    { tableName: 'deliveries', timestamps: false, indexes: [{ fields: ['report_id'], name: 'deliveries_report' }] },
  );
};
