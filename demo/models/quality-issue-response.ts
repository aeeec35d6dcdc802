import type { Sequelize, DataTypes as Types } from 'sequelize';

/** An answer to a fault that was found. */
export default (sequelize: Sequelize, DataTypes: typeof Types) => {
  return sequelize.define(
    'QualityIssueResponse',
    {
      id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
      assessment_id: {
        type: DataTypes.INTEGER,
        allowNull: false,
        references: { model: 'assessments', key: 'id' },
        onDelete: 'CASCADE',
      },
      issue: { type: DataTypes.STRING(200), allowNull: false },
      response: { type: DataTypes.TEXT, allowNull: false },
    },
    { tableName: 'quality_issue_responses', timestamps: false },
  );
};
