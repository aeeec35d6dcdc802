import type { Revision } from '../../src/graph/revision.ts';

/** A literal revision for tests of the pure layers. */
export function revision(fields: Partial<Revision> & { id: string }): Revision {
  return {
    parents: [],
    dependsOn: [],
    labels: [],
    message: `step ${fields.id}`,
    doc: '',
    path: `/project/migrations/${fields.id}.ts`,
    checksum: 'x',
    form: 'windlass',
    transaction: true,
    irreversible: null,
    ...fields,
  };
}
