/**
 * An index built while bookings go on: outside a transaction, and an invalid one of an earlier try goes first.
 */
import type { Operations } from 'windlass';

export const revision = 'b4d06a2f39cd';
export const downRevision = 'a3cf591e28bc';
export const branchLabels: string[] = [];
export const dependsOn: string[] = [];
export const transaction = false;

export async function up(op: Operations) {
  if (op.sequelize.getDialect() === 'postgres') await op.execute('DROP INDEX CONCURRENTLY IF EXISTS bookings_starts');
  await op.addIndex('bookings', ['starts_at'], { name: 'bookings_starts', concurrently: true });
}

export async function down(op: Operations) {
  await op.execute(
    op.sequelize.getDialect() === 'postgres' ? 'DROP INDEX CONCURRENTLY bookings_starts' : 'DROP INDEX bookings_starts',
  );
}
