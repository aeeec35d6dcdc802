import type { Sequelize, DataTypes as Types } from 'sequelize';

/** What an assessment looks at. */
export default (sequelize: Sequelize, DataTypes: typeof Types) => {
  return sequelize.define(
    'Profile',
    {
      name: { type: DataTypes.STRING(40), primaryKey: true },
      categories: { type: DataTypes.TEXT, allowNull: false },
      prompt_focus: { type: DataTypes.TEXT, allowNull: false },
      depth: { type: DataTypes.STRING(20), allowNull: false },
    },
    { tableName: 'profiles', timestamps: false },
  );
};
