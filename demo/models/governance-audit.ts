import type { Sequelize, DataTypes as Types } from 'sequelize';

/** A decision that was made. */
export default (sequelize: Sequelize, DataTypes: typeof Types) => {
  return sequelize.define(
    'GovernanceAudit',
    {
      id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
      role_id: {
        type: DataTypes.INTEGER,
        allowNull: false,
        references: { model: 'governance_roles', key: 'id' },
        onDelete: 'RESTRICT',
      },
      decision: { type: DataTypes.TEXT, allowNull: false },
      at: { type: DataTypes.DATE, allowNull: false },
    },
    { tableName: 'governance_audit', timestamps: false },
  );
};
