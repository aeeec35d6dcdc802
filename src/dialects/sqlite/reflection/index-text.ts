import type { Index, IndexPart } from '../../../model/schema.ts';
import { fold, is, nameOf, type Token } from '../ddl/tokens.ts';
import { bare, normalized, type Scope } from '../normalize.ts';
import { collationName } from './column.ts';

/** The index that a CREATE INDEX makes (https://www.sqlite.org/lang_createindex.html); `scope`: the columns of its table. */
export function indexOf(name: string, tokens: readonly Token[], scope: Scope): Index {
  const on = tokens.findIndex((token) => is(token, 'ON'));
  const [parts, end] = listAt(tokens, on + 2);
  const where = is(tokens[end], 'WHERE') ? normalized(bare(withoutEnd(tokens.slice(end + 1))), scope) : null;
  return {
    name,
    unique: is(tokens[1], 'UNIQUE'),
    method: null,
    parts: parts.map((part) => partOf(part, scope)),
    include: [],
    where,
    nullsNotDistinct: false,
  };
}

function withoutEnd(tokens: readonly Token[]): readonly Token[] {
  return is(tokens.at(-1), ';') ? tokens.slice(0, -1) : tokens;
}

// The parts between the parenthesis at an index and the one that closes it, and the index behind that.
function listAt(tokens: readonly Token[], open: number): readonly [readonly (readonly Token[])[], number] {
  const parts: Token[][] = [[]];
  let depth = 0;
  for (let at = open; at < tokens.length; at += 1) {
    const token = tokens[at] as Token;
    if (is(token, ')')) depth -= 1;
    if (depth === 0 && at > open) return [parts, at + 1];
    if (depth === 1 && is(token, ',')) parts.push([]);
    else if (depth > 0) parts.at(-1)?.push(token);
    if (is(token, '(')) depth += 1;
  }
  return [parts, tokens.length];
}

function partOf(tokens: readonly Token[], scope: Scope): IndexPart {
  const ordered = is(tokens.at(-1), 'ASC') || is(tokens.at(-1), 'DESC');
  const [sorted, collation] = collated(bare(ordered ? tokens.slice(0, -1) : tokens));
  const [only] = sorted;
  const column = sorted.length === 1 && only !== undefined ? scope.get(fold(nameOf(only))) : undefined;
  return {
    column: column ?? null,
    expression: column === undefined ? normalized(sorted, scope) : null,
    collation,
    opclass: null,
    order: is(tokens.at(-1), 'DESC') ? 'DESC' : null,
    nulls: null,
  };
}

// COLLATE binds closer than any operator: it belongs to the whole part only behind one name or a parenthesis.
function collated(tokens: readonly Token[]): readonly [readonly Token[], string | null] {
  const rest = tokens.slice(0, -2);
  const whole = rest.length === 1 || bare(rest).length < rest.length;
  if (!is(tokens.at(-2), 'COLLATE') || !whole) return [tokens, null];
  return [bare(rest), collationName(tokens.at(-1))];
}
