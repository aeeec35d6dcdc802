import type { Sequelize, DataTypes as Types } from 'sequelize';

/** A word on an answer. */
export default (sequelize: Sequelize, DataTypes: typeof Types) => {
  return sequelize.define(
    'Tag',
    {
      id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
      response_id: {
        type: DataTypes.INTEGER,
        allowNull: false,
        references: { model: 'quality_issue_responses', key: 'id' },
        onDelete: 'CASCADE',
      },
      name: { type: DataTypes.STRING(60), allowNull: false },
      position: { type: DataTypes.INTEGER, allowNull: false, defaultValue: 0 },
    },
    {
      tableName: 'tags',
      timestamps: false,
      indexes: [{ fields: ['response_id', 'name'], name: 'tags_response_name', unique: true }],
    },
  );
};
