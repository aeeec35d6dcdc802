import type { SchemaChange } from '../changes/index.ts';
import type { RenameChange } from '../changes/renames.ts';
import { display, type QualifiedName } from '../model/names.ts';

/** Something that keeps its content and gets another name. */
export type Rename = RenameChange | Extract<SchemaChange, { readonly kind: 'rename enum value' }>;

/** A rename that may be meant, and how likely it is, from 0 to 1. */
export interface Candidate {
  readonly rename: Rename;
  readonly score: number;
}

/** A rename in the words of `--rename`: `table:new`, `table.column:new`, `enum_type.label:new`. */
export function flagOf(rename: Rename): string {
  switch (rename.kind) {
    case 'rename table':
    case 'rename enum':
      return `${display(rename.from)}:${rename.to.name}`;
    case 'rename enum value':
      return `${display(rename.name)}.${rename.from}:${rename.to}`;
    default:
      return `${display(rename.table)}.${rename.from}:${rename.to}`;
  }
}

/** The table as it is called after the rename; null for an enum type. */
export function tableOf(rename: Rename): QualifiedName | null {
  if (rename.kind === 'rename table') return rename.to;
  return 'table' in rename ? rename.table : null;
}
