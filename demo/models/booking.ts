import type { Model, ModelStatic, Sequelize, DataTypes as Types } from 'sequelize';

/** A user, a worker and a time. */
export default (sequelize: Sequelize, DataTypes: typeof Types) => {
  const Booking = sequelize.define(
    'Booking',
    {
      id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
      user_id: {
        type: DataTypes.INTEGER,
        allowNull: false,
        references: { model: 'users', key: 'id' },
        onDelete: 'CASCADE',
      },
      worker_id: {
        type: DataTypes.INTEGER,
        allowNull: true,
        references: { model: 'workers', key: 'id' },
        onDelete: 'SET NULL',
      },
      starts_at: { type: DataTypes.DATE, allowNull: false },
      ends_at: { type: DataTypes.DATE, allowNull: false },
      priority: { type: DataTypes.STRING(20), allowNull: false, defaultValue: 'normal' },
    },
    {
      tableName: 'bookings',
      timestamps: false,
      indexes: [
        { fields: ['worker_id', 'starts_at'], name: 'bookings_worker_starts' },
        { fields: ['starts_at'], name: 'bookings_starts' },
      ],
    },
  );
  return Object.assign(Booking, {
    // belongsTo adds ON UPDATE CASCADE on its own, which the revisions do not have
    associate(models: Record<string, ModelStatic<Model>>) {
      Booking.belongsTo(models.User as ModelStatic<Model>, { foreignKey: 'user_id', onUpdate: 'NO ACTION' });
      Booking.belongsTo(models.Worker as ModelStatic<Model>, { foreignKey: 'worker_id', onUpdate: 'NO ACTION' });
    },
  });
};
