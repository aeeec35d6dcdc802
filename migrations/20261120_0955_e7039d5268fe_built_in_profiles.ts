/**
 * The five built-in profiles, as data.
 */
import type { Operations } from 'windlass';

export const revision = 'e7039d5268fe';
export const downRevision = 'd6f28c4157ed';
export const branchLabels: string[] = [];
export const dependsOn: string[] = [];

export async function up(op: Operations) {
  await op.bulkInsert('profiles', [
    {
      name: 'technical_specs',
      categories: '["accuracy","completeness"]',
      prompt_focus: 'units, limits and tolerances',
      depth: 'deep',
    },
    {
      name: 'api_docs',
      categories: '["accuracy","examples"]',
      prompt_focus: 'parameters, errors and examples',
      depth: 'deep',
    },
    { name: 'security', categories: '["risk","compliance"]', prompt_focus: 'threats and controls', depth: 'deep' },
    {
      name: 'pricing',
      categories: '["accuracy","clarity"]',
      prompt_focus: 'amounts, currencies and conditions',
      depth: 'normal',
    },
    { name: 'general', categories: '["clarity"]', prompt_focus: 'what a reader asks first', depth: 'normal' },
  ]);
}

export async function down(op: Operations) {
  await op.bulkDelete('profiles', { name: ['technical_specs', 'api_docs', 'security', 'pricing', 'general'] });
}
