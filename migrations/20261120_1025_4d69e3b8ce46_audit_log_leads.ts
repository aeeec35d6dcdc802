/**
 * Every change of a lead is written down, also after the lead is gone.
 */
import { DataTypes } from 'sequelize';
import type { Operations } from 'windlass';

export const revision = '4d69e3b8ce46';
export const downRevision = '3c58d2a7bd35';
export const branchLabels: string[] = [];
export const dependsOn: string[] = [];

const SQLITE = ['insert', 'update', 'delete'].map(
  (event) => `CREATE TRIGGER leads_${event} AFTER ${event.toUpperCase()} ON leads BEGIN
    INSERT INTO audit_log_leads (lead_id, action, at)
    VALUES (${event === 'delete' ? 'old' : 'new'}.id, '${event}', strftime('%Y-%m-%d %H:%M:%f +00:00', 'now'));
  END`,
);
const POSTGRES = `
  CREATE FUNCTION log_lead() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    INSERT INTO audit_log_leads (lead_id, action, at)
    VALUES (CASE WHEN TG_OP = 'DELETE' THEN OLD.id ELSE NEW.id END, lower(TG_OP), now());
    RETURN NULL;
  END $$;
  CREATE TRIGGER leads_audit AFTER INSERT OR UPDATE OR DELETE ON leads FOR EACH ROW EXECUTE FUNCTION log_lead()`;

export async function up(op: Operations) {
  await op.createTable('audit_log_leads', {
    id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
    lead_id: { type: DataTypes.INTEGER, allowNull: false },
    action: { type: DataTypes.STRING(40), allowNull: false },
    detail: { type: DataTypes.TEXT, allowNull: true },
    at: { type: DataTypes.DATE, allowNull: false },
  });
  await op.addIndex('audit_log_leads', ['lead_id', 'at'], { name: 'audit_log_leads_lead_at' });
  // in the database, so that a change made by hand is written down, too
  for (const sql of op.sequelize.getDialect() === 'sqlite' ? SQLITE : [POSTGRES]) await op.execute(sql);
}

export async function down(op: Operations) {
  if (op.sequelize.getDialect() === 'sqlite')
    for (const event of ['insert', 'update', 'delete']) await op.execute(`DROP TRIGGER leads_${event}`);
  else await op.execute('DROP TRIGGER leads_audit ON leads; DROP FUNCTION log_lead()');
  await op.dropTable('audit_log_leads');
}
