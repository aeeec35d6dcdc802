import type { Difference } from './differences.ts';

const REASONS: Readonly<Record<string, string>> = {
  collation:
    'something has it, and a collation in use cannot be made anew: make another, alter what has it, and drop it',
  domain: 'columns have it, and ALTER DOMAIN does not change that: make another and alter the columns',
  type: 'columns have it, and it would have to be made anew: ALTER TYPE by hand where it can, or make another and alter the columns',
  extension: 'what it holds would go with it: ALTER EXTENSION by hand',
  schema: 'what it holds would go with it',
  column: 'its values would be lost, or it stands in another place: no statement moves a column',
  table: 'it would have to be made anew, with its rows: no statement changes that',
};

/** Why no SQL mends a difference, as a comment of SQL. */
export function whyUnmended({ kind, object }: Pick<Difference, 'kind' | 'object'>): string {
  return `-- ${object}: ${REASONS[kind] ?? 'no statement changes that: mend it by hand'}`.replace(/\s*\n\s*/g, ' ');
}
