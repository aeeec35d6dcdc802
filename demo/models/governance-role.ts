import type { Sequelize, DataTypes as Types } from 'sequelize';

/** What a user may decide. */
export default (sequelize: Sequelize, DataTypes: typeof Types) => {
  return sequelize.define(
    'GovernanceRole',
    {
      id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
      user_id: {
        type: DataTypes.INTEGER,
        allowNull: false,
        references: { model: 'users', key: 'id' },
        onDelete: 'CASCADE',
      },
      organization_id: {
        type: DataTypes.INTEGER,
        allowNull: false,
        references: { model: 'organizations', key: 'id' },
        onDelete: 'CASCADE',
      },
      role: { type: DataTypes.STRING(40), allowNull: false },
    },
    {
      tableName: 'governance_roles',
      timestamps: false,
      indexes: [{ fields: ['user_id', 'organization_id'], name: 'governance_roles_user_organization', unique: true }],
    },
  );
};
