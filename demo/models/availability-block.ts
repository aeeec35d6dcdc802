import type { Sequelize, DataTypes as Types } from 'sequelize';

/** A time at which a worker cannot be booked. */
export default (sequelize: Sequelize, DataTypes: typeof Types) => {
  return sequelize.define(
    'AvailabilityBlock',
    {
      id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
      worker_id: {
        type: DataTypes.INTEGER,
        allowNull: false,
        references: { model: 'workers', key: 'id' },
        onDelete: 'CASCADE',
      },
      weekday: { type: DataTypes.INTEGER, allowNull: false },
      reason: { type: DataTypes.TEXT },
    },
    { tableName: 'availability_blocks', timestamps: false },
  );
};
