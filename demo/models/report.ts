import type { Sequelize, DataTypes as Types } from 'sequelize';

/** What an assessment leaves behind. */
export default (sequelize: Sequelize, DataTypes: typeof Types) => {
  return sequelize.define(
    'Report',
    {
      id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
      assessment_id: {
        type: DataTypes.INTEGER,
        allowNull: false,
        references: { model: 'assessments', key: 'id' },
        onDelete: 'CASCADE',
      },
      body: { type: DataTypes.TEXT, allowNull: false },
      created_at: { type: DataTypes.DATE, allowNull: false },
    },
    {
      tableName: 'reports',
      timestamps: false,
      indexes: [{ fields: ['assessment_id'], name: 'reports_assessment', unique: true }],
    },
  );
};
