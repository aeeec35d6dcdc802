import type { Sequelize, DataTypes as Types } from 'sequelize';

/** A change of a lead. No foreign key: it outlives the lead. */
export default (sequelize: Sequelize, DataTypes: typeof Types) => {
  return sequelize.define(
    'AuditLogLead',
    {
      id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
      lead_id: { type: DataTypes.INTEGER, allowNull: false },
      action: { type: DataTypes.STRING(40), allowNull: false },
      detail: { type: DataTypes.TEXT, allowNull: true },
      at: { type: DataTypes.DATE, allowNull: false },
    },
    {
      tableName: 'audit_log_leads',
      timestamps: false,
      indexes: [{ fields: ['lead_id', 'at'], name: 'audit_log_leads_lead_at' }],
    },
  );
};
