import { replaced } from '../model/edit.ts';
import type { SchemaObject } from '../model/schema.ts';
import type { Kinds } from './family.ts';
import { noteSql } from './notes.ts';
import { isSameObject, title } from './object-names.ts';

/** An object with another text, put in place of the old one, so that what stands on it stays. `up` and `down`: the statements of both ways. */
export interface ReplacementChange {
  readonly kind: 'replace object';
  readonly from: SchemaObject;
  readonly to: SchemaObject;
  readonly up: readonly string[];
  readonly down: readonly string[];
}

/** CREATE OR REPLACE, ALTER DOMAIN … (PostgreSQL). */
export const replacements: Kinds<ReplacementChange> = {
  'replace object': {
    phase: 'create objects',
    destructive: false,
    reverse: ({ kind, from, to, up, down }) => ({ kind, from: to, to: from, up: down, down: up }),
    apply: ({ from, to }, schema) => ({
      ...schema,
      objects: replaced(
        schema.objects,
        (other) => isSameObject(other, from),
        () => to,
        title(from),
      ),
    }),
    sql: ({ from, to, up }, write) => {
      if (write.dialect === 'sqlite')
        return write.unsupported(`replacing the ${title(to)}`, 'drop it and make it anew there');
      const noted = (from.comment ?? null) === (to.comment ?? null) ? [] : [to.comment ?? null];
      return [
        ...up.map((sql) => ({ sql })),
        ...noted.map((text) => ({ sql: noteSql({ type: 'object', object: to }, text, write) })),
      ];
    },
    describe: ({ to }) => `replace ${title(to)}`,
    render: ({ up }) => ({ method: 'execute', args: [up.join(';\n')] }),
  },
};
