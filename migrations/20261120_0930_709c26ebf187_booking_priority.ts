/**
 * Booking priority: nullable, backfilled, then NOT NULL.
 */
import { DataTypes } from 'sequelize';
import type { Operations } from 'windlass';

export const revision = '709c26ebf187';
export const downRevision = '6f8b15dae076';
export const branchLabels: string[] = [];
export const dependsOn: string[] = [];

export async function up(op: Operations) {
  // SQLite cannot set NOT NULL on a column that is there; it can add one with a default, which fills the rows
  if (op.sequelize.getDialect() === 'sqlite') {
    await op.execute("ALTER TABLE bookings ADD COLUMN priority VARCHAR(20) NOT NULL DEFAULT 'normal'");
    return;
  }
  await op.addColumn('bookings', 'priority', { type: DataTypes.STRING(20) });
  await op.execute("UPDATE bookings SET priority = 'normal' WHERE priority IS NULL");
  await op.execute(
    "ALTER TABLE bookings ALTER COLUMN priority SET DEFAULT 'normal', ALTER COLUMN priority SET NOT NULL",
  );
}

export async function down(op: Operations) {
  await op.execute('ALTER TABLE bookings DROP COLUMN priority');
}
