/**
 * The second phase drops the old review columns, once no release reads them; down fills them again.
 */
import { DataTypes } from 'sequelize';
import type { Operations } from 'windlass';

export const revision = '2b47c196ac24';
export const downRevision = '1a36b0859b13';
export const branchLabels: string[] = [];
export const dependsOn: string[] = [];

export async function up(op: Operations) {
  await op.execute('ALTER TABLE businesses DROP COLUMN review_score');
  await op.execute('ALTER TABLE businesses DROP COLUMN review_url');
}

export async function down(op: Operations) {
  await op.addColumn('businesses', 'review_url', { type: DataTypes.STRING(200), allowNull: true });
  await op.addColumn('businesses', 'review_score', { type: DataTypes.INTEGER, allowNull: true });
  await op.execute(`UPDATE businesses SET
    review_url = (SELECT url FROM business_reviews r WHERE r.business_id = businesses.id ORDER BY r.id LIMIT 1),
    review_score = (SELECT score FROM business_reviews r WHERE r.business_id = businesses.id ORDER BY r.id LIMIT 1)`);
}
