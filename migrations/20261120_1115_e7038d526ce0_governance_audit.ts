/**
 * Decisions are only ever added.
 */
import { DataTypes } from 'sequelize';
import type { Operations } from 'windlass';

export const revision = 'e7038d526ce0';
export const downRevision = 'd6f27c415bdf';
export const branchLabels: string[] = [];
export const dependsOn: string[] = [];

export async function up(op: Operations) {
  await op.createTable('governance_audit', {
    id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
    role_id: {
      type: DataTypes.INTEGER,
      allowNull: false,
      references: { model: 'governance_roles', key: 'id' },
      onDelete: 'RESTRICT',
    },
    decision: { type: DataTypes.TEXT, allowNull: false },
    at: { type: DataTypes.DATE, allowNull: false },
  });
  if (op.sequelize.getDialect() === 'sqlite') {
    for (const event of ['UPDATE', 'DELETE'])
      await op.execute(`CREATE TRIGGER governance_audit_${event.toLowerCase()} BEFORE ${event} ON governance_audit BEGIN
        SELECT RAISE(ABORT, 'governance_audit is append-only');
      END`);
    return;
  }
  await op.execute(`
    CREATE FUNCTION governance_audit_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      RAISE EXCEPTION 'governance_audit is append-only';
    END $$;
    CREATE TRIGGER governance_audit_append_only BEFORE UPDATE OR DELETE ON governance_audit
      FOR EACH ROW EXECUTE FUNCTION governance_audit_append_only()`);
}

export async function down(op: Operations) {
  await op.dropTable('governance_audit');
  // the trigger goes with its table, its function does not
  if (op.sequelize.getDialect() === 'postgres') await op.execute('DROP FUNCTION governance_audit_append_only()');
}
