import type { Deferrable, ForeignKey, ReferentialAction } from '../../../model/schema.ts';
import type { ConstraintText } from '../ddl/constraint.ts';
import { fold, is, nameOf, type Token } from '../ddl/tokens.ts';
import type { TableEntry } from './catalog.ts';
import { spelled } from './key.ts';

/** The tables by their folded names. */
export type Parents = ReadonlyMap<string, TableEntry>;

/**
 * A foreign key; `column`: the one that it stands behind. Read off the text: `pragma foreign_key_list` says neither its name nor its
 * DEFERRABLE. Without a list of columns it points at the parent's primary key.
 */
export function foreignKeyOf(
  entry: TableEntry,
  { tokens, name, columns }: ConstraintText,
  column: string | null,
  parents: Parents,
): ForeignKey {
  const at = tokens.findIndex((token) => is(token, 'REFERENCES'));
  const target = tokens[at + 1] === undefined ? '' : nameOf(tokens[at + 1] as Token);
  const end = tokens.findIndex((token, index) => index > at && is(token, ')'));
  const listed = is(tokens[at + 2], '(') ? tokens.slice(at + 3, end) : [];
  const clauses = tokens.slice(is(tokens[at + 2], '(') ? end + 1 : at + 2);
  const own = column === null ? columns.map((each) => spelled(entry, each)) : [column];
  const parent = parents.get(fold(target));
  return {
    kind: 'foreign key',
    name,
    columns: own,
    references: {
      table: { schema: null, name: parent?.name ?? target },
      columns: targets(listed, own.length, parent),
    },
    onDelete: action(clauses, 'DELETE'),
    onUpdate: action(clauses, 'UPDATE'),
    match: matchOf(clauses),
    deferrable: deferrableOf(clauses),
    validated: true,
  };
}

// None where the parent is missing, or its key has another number of columns: the key is there, and fails when it is used.
function targets(listed: readonly Token[], count: number, parent: TableEntry | undefined): readonly string[] {
  const names = listed.filter((token) => !is(token, ',')).map(nameOf);
  if (parent === undefined) return names;
  const known = names.length > 0 ? names : primaryKey(parent);
  return names.length === 0 && known.length !== count ? [] : known.map((name) => spelled(parent, name));
}

function primaryKey({ text }: TableEntry): readonly string[] {
  const inline = text?.columns.find(({ constraints }) => constraints.some(({ kind }) => kind === 'primary key'));
  if (inline !== undefined) return [inline.name];
  return text?.constraints.find(({ kind }) => kind === 'primary key')?.columns ?? [];
}

function action(clauses: readonly Token[], event: 'DELETE' | 'UPDATE'): ReferentialAction {
  const at = clauses.findLastIndex((token, index) => is(token, event) && is(clauses[index - 1], 'ON'));
  const [first, second] = [clauses[at + 1], clauses[at + 2]];
  if (at < 0 || is(first, 'NO')) return null;
  if (is(first, 'SET')) return is(second, 'NULL') ? 'SET NULL' : 'SET DEFAULT';
  return is(first, 'CASCADE') ? 'CASCADE' : 'RESTRICT';
}

function matchOf(clauses: readonly Token[]): ForeignKey['match'] {
  const at = clauses.findLastIndex((token) => is(token, 'MATCH'));
  const word = at < 0 ? undefined : clauses[at + 1]?.text.toUpperCase();
  return word === 'FULL' || word === 'PARTIAL' ? word : null;
}

function deferrableOf(clauses: readonly Token[]): Deferrable {
  const at = clauses.findLastIndex((token) => is(token, 'DEFERRABLE'));
  if (at < 0 || is(clauses[at - 1], 'NOT')) return null;
  return is(clauses[at + 2], 'DEFERRED') ? 'deferred' : 'immediate';
}
