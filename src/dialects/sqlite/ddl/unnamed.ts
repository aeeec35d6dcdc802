import type { TableEdit } from '../../../model/statement.ts';
import type { ConstraintText } from './constraint.ts';
import type { TableText } from './create-table.ts';
import { is, nameOf, sameName, type Token, tokensOf } from './tokens.ts';

/** What is known of a constraint without a name. */
export type Unnamed = Extract<TableEdit, { kind: 'drop unnamed' }>;

/** The constraint of a table, or of one of its columns, that has no name and is what it should be. Throws an Error when there is none. */
export function unnamedConstraint(table: TableText, wanted: Unnamed): ConstraintText {
  const ofColumns = table.columns.flatMap(({ name, constraints }) =>
    constraints.map((own) => ({ own, columns: own.kind === 'check' ? [] : [name] })),
  );
  const ofTable = table.constraints.map((own) => ({ own, columns: own.columns }));
  const fits = [...ofColumns, ...ofTable].filter(
    ({ own, columns }) => own.name === null && kindOf(own) === wanted.constraint && isSameList(columns, wanted.columns),
  );
  const exact = fits.find(({ own }) => says(own.tokens, wanted));
  const found = exact ?? (wanted.constraint === 'check' ? undefined : fits[0]);
  if (found !== undefined) return found.own;
  throw new Error(
    `the table has no ${wanted.constraint} without a name on ${wanted.columns.join(', ') || wanted.words}`,
  );
}

const kindOf = ({ kind }: ConstraintText) => (kind === 'references' ? 'foreign key' : kind);

function isSameList(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((name, at) => sameName(name, other[at] ?? ''));
}

// A CHECK by its words, however they are quoted and spaced; a foreign key by its table.
function says(tokens: readonly Token[], { constraint, words }: Unnamed): boolean {
  if (constraint === 'foreign key')
    return sameName(nameOf(tokens[tokens.findIndex((token) => is(token, 'REFERENCES')) + 1] ?? nothing), words);
  if (constraint !== 'check') return true;
  const own = tokens.slice(tokens.findIndex((token) => is(token, '(')) + 1, -1);
  return spelled(own) === spelled(tokensOf(words));
}

const nothing: Token = { kind: 'word', text: '', start: 0, end: 0 };

const spelled = (tokens: readonly Token[]) =>
  tokens.map((token) => (token.kind === 'string' ? token.text : nameOf(token).toLowerCase())).join(' ');
