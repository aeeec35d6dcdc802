import type { Sequelize, DataTypes as Types } from 'sequelize';

/** Who gets which mail. */
export default (sequelize: Sequelize, DataTypes: typeof Types) => {
  return sequelize.define(
    'EmailSegment',
    {
      id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
      organization_id: {
        type: DataTypes.INTEGER,
        allowNull: false,
        references: { model: 'organizations', key: 'id' },
        onDelete: 'CASCADE',
      },
      name: { type: DataTypes.STRING(80), allowNull: false },
      rule: { type: DataTypes.TEXT, allowNull: false },
    },
    {
      tableName: 'email_segments',
      timestamps: false,
      indexes: [{ fields: ['organization_id', 'name'], name: 'email_segments_name', unique: true }],
    },
  );
};
