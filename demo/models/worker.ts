import type { Sequelize, DataTypes as Types } from 'sequelize';

/** A person who does the work that is booked. */
export default (sequelize: Sequelize, DataTypes: typeof Types) => {
  return sequelize.define(
    'Worker',
    {
      id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
      organization_id: {
        type: DataTypes.INTEGER,
        allowNull: false,
        references: { model: 'organizations', key: 'id' },
        onDelete: 'CASCADE',
      },
      name: { type: DataTypes.STRING(120), allowNull: false },
    },
    {
      tableName: 'workers',
      timestamps: false,
      indexes: [{ fields: ['organization_id'], name: 'workers_organization' }],
    },
  );
};
