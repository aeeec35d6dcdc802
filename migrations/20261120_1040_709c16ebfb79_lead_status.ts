/**
 * The state of a lead is an enum type; SQLite keeps the label as text.
 */
import { DataTypes } from 'sequelize';
import type { Operations } from 'windlass';

export const revision = '709c16ebfb79';
export const downRevision = '6f8b05daea68';
export const branchLabels: string[] = [];
export const dependsOn: string[] = [];

export async function up(op: Operations) {
  await op.addColumn('leads', 'status', {
    type: DataTypes.ENUM('new', 'quoted', 'won', 'lost'),
    allowNull: false,
    defaultValue: 'new',
  });
}

export async function down(op: Operations) {
  await op.execute('ALTER TABLE leads DROP COLUMN status');
  // Sequelize made the type and does not take it away again
  if (op.sequelize.getDialect() === 'postgres') await op.execute('DROP TYPE enum_leads_status');
}
