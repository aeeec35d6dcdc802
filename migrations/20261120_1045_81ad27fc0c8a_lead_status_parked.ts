/**
 * A later enum value: up adds the label, down has to build the type anew without it.
 */
import type { Operations } from 'windlass';

export const revision = '81ad27fc0c8a';
export const downRevision = '709c16ebfb79';
export const branchLabels: string[] = [];
export const dependsOn: string[] = [];

export async function up(op: Operations) {
  if (op.sequelize.getDialect() === 'postgres')
    await op.execute("ALTER TYPE enum_leads_status ADD VALUE 'parked' BEFORE 'won'");
}

export async function down(op: Operations) {
  await op.execute("UPDATE leads SET status = 'quoted' WHERE status = 'parked'");
  if (op.sequelize.getDialect() !== 'postgres') return;
  await op.execute(`ALTER TABLE leads ALTER COLUMN status DROP DEFAULT;
    ALTER TYPE enum_leads_status RENAME TO enum_leads_status_old;
    CREATE TYPE enum_leads_status AS ENUM ('new', 'quoted', 'won', 'lost');
    ALTER TABLE leads ALTER COLUMN status TYPE enum_leads_status USING status::text::enum_leads_status;
    ALTER TABLE leads ALTER COLUMN status SET DEFAULT 'new';
    DROP TYPE enum_leads_status_old`);
}
