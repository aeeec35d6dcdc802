import type { Sequelize, DataTypes as Types } from 'sequelize';

/** One mail to one segment. */
export default (sequelize: Sequelize, DataTypes: typeof Types) => {
  return sequelize.define(
    'Campaign',
    {
      id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
      segment_id: {
        type: DataTypes.INTEGER,
        allowNull: false,
        references: { model: 'email_segments', key: 'id' },
        onDelete: 'CASCADE',
      },
      subject: { type: DataTypes.STRING(200), allowNull: false },
      sent_at: { type: DataTypes.DATE, allowNull: true },
    },
    { tableName: 'campaigns', timestamps: false },
  );
};
