import type { Model, ModelStatic, Sequelize, DataTypes as Types } from 'sequelize';

/** A person who signs in. */
export default (sequelize: Sequelize, DataTypes: typeof Types) => {
  const User = sequelize.define(
    'User',
    {
      id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
      organization_id: {
        type: DataTypes.INTEGER,
        allowNull: false,
        references: { model: 'organizations', key: 'id' },
        onDelete: 'CASCADE',
      },
      email: { type: DataTypes.STRING(200), allowNull: false },
      created_at: { type: DataTypes.DATE, allowNull: false },
    },
    { tableName: 'users', timestamps: false, indexes: [{ fields: ['email'], name: 'users_email', unique: true }] },
  );
  return Object.assign(User, {
    // belongsTo adds ON UPDATE CASCADE on its own, which the revisions do not have
    associate(models: Record<string, ModelStatic<Model>>) {
      User.belongsTo(models.Organization as ModelStatic<Model>, {
        foreignKey: 'organization_id',
        onUpdate: 'NO ACTION',
      });
    },
  });
};
