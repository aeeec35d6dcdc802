import type { Sequelize, DataTypes as Types } from 'sequelize';

/** Whom everything belongs to. */
export default (sequelize: Sequelize, DataTypes: typeof Types) => {
  return sequelize.define(
    'Organization',
    {
      id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
      name: { type: DataTypes.STRING(120), allowNull: false },
      created_at: { type: DataTypes.DATE, allowNull: false },
    },
    {
      tableName: 'organizations',
      timestamps: false,
      indexes: [{ fields: ['name'], name: 'organizations_name', unique: true }],
    },
  );
};
