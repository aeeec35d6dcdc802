/**
 * A renamed column: RENAME COLUMN, because dropping and adding would lose the values.
 */
import type { Operations } from 'windlass';

export const revision = '92be480d17ab';
export const downRevision = '81ad37fc069a';
export const branchLabels: string[] = [];
export const dependsOn: string[] = [];

export async function up(op: Operations) {
  await op.execute('ALTER TABLE leads RENAME COLUMN source TO channel');
}

export async function down(op: Operations) {
  await op.execute('ALTER TABLE leads RENAME COLUMN channel TO source');
}
