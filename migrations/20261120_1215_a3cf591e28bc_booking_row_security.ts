/**
 * A session that names its organization sees only the bookings of that organization (PostgreSQL).
 */
import type { Operations } from 'windlass';

export const revision = 'a3cf591e28bc';
export const downRevision = '92be480d17ab';
export const branchLabels: string[] = [];
export const dependsOn: string[] = [];

export async function up(op: Operations) {
  if (op.sequelize.getDialect() !== 'postgres') {
    op.notice('SQLite has no row-level security: left out');
    return;
  }
  await op.execute(`ALTER TABLE bookings ENABLE ROW LEVEL SECURITY;
    CREATE POLICY bookings_of_organization ON bookings USING (user_id IN (
      SELECT id FROM users WHERE organization_id = NULLIF(current_setting('app.organization_id', true), '')::integer))`);
}

export async function down(op: Operations) {
  if (op.sequelize.getDialect() !== 'postgres') return;
  await op.execute(`DROP POLICY bookings_of_organization ON bookings;
    ALTER TABLE bookings DISABLE ROW LEVEL SECURITY`);
}
