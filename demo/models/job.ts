import type { Sequelize, DataTypes as Types } from 'sequelize';

/** Work to be done later. */
export default (sequelize: Sequelize, DataTypes: typeof Types) => {
  return sequelize.define(
    'Job',
    {
      id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
      kind: { type: DataTypes.STRING(40), allowNull: false },
      payload: { type: DataTypes.TEXT, allowNull: false, defaultValue: '{}' },
      attempt_count: { type: DataTypes.INTEGER, allowNull: false, defaultValue: 0 },
      max_attempts: { type: DataTypes.INTEGER, allowNull: false, defaultValue: 3 },
      run_at: { type: DataTypes.DATE, allowNull: false },
    },
    { tableName: 'jobs', timestamps: false, indexes: [{ fields: ['run_at'], name: 'jobs_run_at' }] },
  );
};
