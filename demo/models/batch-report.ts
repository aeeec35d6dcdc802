import type { Sequelize, DataTypes as Types } from 'sequelize';

/** A nightly run. */
export default (sequelize: Sequelize, DataTypes: typeof Types) => {
  return sequelize.define(
    'BatchReport',
    {
      id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
      kind: { type: DataTypes.STRING(40), allowNull: false },
      started_at: { type: DataTypes.DATE, allowNull: false },
      finished_at: { type: DataTypes.DATE, allowNull: true },
      rows_read: { type: DataTypes.BIGINT, allowNull: false, defaultValue: 0 },
    },
    { tableName: 'batch_reports', timestamps: false },
  );
};
