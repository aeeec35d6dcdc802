/**
 * Joins inventory and marketing.
 */
import type { Operations } from 'windlass';

export const revision = 'c5e17b3046dc';
export const downRevision = ['92be480d13a9', '0f3b6d9258ea'];
export const branchLabels: string[] = [];
export const dependsOn: string[] = [];

export async function up(_op: Operations) {}

export async function down(_op: Operations) {}
