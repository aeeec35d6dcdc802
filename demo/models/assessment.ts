import type { Sequelize, DataTypes as Types } from 'sequelize';

/** A document judged by a profile. */
export default (sequelize: Sequelize, DataTypes: typeof Types) => {
  return sequelize.define(
    'Assessment',
    {
      id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
      organization_id: {
        type: DataTypes.INTEGER,
        allowNull: false,
        references: { model: 'organizations', key: 'id' },
        onDelete: 'CASCADE',
      },
      profile: {
        type: DataTypes.STRING(40),
        allowNull: false,
        references: { model: 'profiles', key: 'name' },
        onDelete: 'RESTRICT',
      },
      title: { type: DataTypes.STRING(200), allowNull: false },
      score: { type: DataTypes.DECIMAL(5, 2), allowNull: true },
      created_at: { type: DataTypes.DATE, allowNull: false },
    },
    { tableName: 'assessments', timestamps: false },
  );
};
