import type { Sequelize, DataTypes as Types } from 'sequelize';

/** A tag that may be used. */
export default (sequelize: Sequelize, DataTypes: typeof Types) => {
  return sequelize.define(
    'TagCatalogEntry',
    {
      name: { type: DataTypes.STRING(60), primaryKey: true },
      description: { type: DataTypes.TEXT, allowNull: true },
    },
    { tableName: 'tag_catalog', timestamps: false },
  );
};
