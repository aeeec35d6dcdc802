/**
 * Reviews get a table of their own: the first phase copies, and drops nothing.
 */
import { DataTypes } from 'sequelize';
import type { Operations } from 'windlass';

export const revision = '1a36b0859b13';
export const downRevision = '0925af748a02';
export const branchLabels: string[] = [];
export const dependsOn: string[] = [];

export async function up(op: Operations) {
  await op.createTable('business_reviews', {
    id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
    business_id: {
      type: DataTypes.INTEGER,
      allowNull: false,
      references: { model: 'businesses', key: 'id' },
      onDelete: 'CASCADE',
    },
    url: { type: DataTypes.STRING(200), allowNull: true },
    score: { type: DataTypes.INTEGER, allowNull: true },
  });
  await op.execute(`INSERT INTO business_reviews (business_id, url, score)
    SELECT id, review_url, review_score FROM businesses WHERE review_url IS NOT NULL OR review_score IS NOT NULL`);
}

export async function down(op: Operations) {
  await op.dropTable('business_reviews');
}
