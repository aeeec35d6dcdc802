import type { Sequelize, DataTypes as Types } from 'sequelize';

/** Who may become a customer. */
export default (sequelize: Sequelize, DataTypes: typeof Types) => {
  return sequelize.define(
    'Lead',
    {
      id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
      organization_id: {
        type: DataTypes.INTEGER,
        allowNull: false,
        references: { model: 'organizations', key: 'id' },
        onDelete: 'CASCADE',
      },
      name: { type: DataTypes.STRING(120), allowNull: false },
      channel: { type: DataTypes.STRING(40), allowNull: false, defaultValue: 'web' },
      created_at: { type: DataTypes.DATE, allowNull: false },
      loss_reason: { type: DataTypes.TEXT, allowNull: true },
      status: { type: DataTypes.ENUM('new', 'quoted', 'parked', 'won', 'lost'), allowNull: false, defaultValue: 'new' },
    },
    {
      tableName: 'leads',
      timestamps: false,
      indexes: [{ fields: ['organization_id', 'created_at'], name: 'leads_organization_created' }],
    },
  );
};
