import type { Sequelize, DataTypes as Types } from 'sequelize';

/** A time a worker offers. */
export default (sequelize: Sequelize, DataTypes: typeof Types) => {
  return sequelize.define(
    'Slot',
    {
      id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
      worker_id: {
        type: DataTypes.INTEGER,
        allowNull: false,
        references: { model: 'workers', key: 'id' },
        onDelete: 'CASCADE',
      },
      starts_at: { type: DataTypes.DATE, allowNull: false },
      minutes: { type: DataTypes.INTEGER, allowNull: false, defaultValue: 30 },
    },
    {
      tableName: 'slots',
      timestamps: false,
      indexes: [{ fields: ['worker_id', 'starts_at'], name: 'slots_worker_starts', unique: true }],
    },
  );
};
