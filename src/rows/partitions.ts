import { isSame } from '../model/names.ts';
import type { Table } from '../model/schema.ts';

/** What rows of a partitioned table must fulfil so that one of its partitions takes them: SQL text; null: it has none. */
export function partitionRule(table: Table, tables: readonly Table[]): string | null {
  const { by = null } = table.partitioning ?? {};
  if (by === null) return 'true';
  const children = tables.filter(({ partitioning }) => partitioning?.parents.some((each) => isSame(each, table.name)));
  const rules = children.flatMap((child) => {
    const below = partitionRule(child, tables);
    return below === null ? [] : [`(${boundRule(by, child.partitioning?.bound ?? '')} AND ${below})`];
  });
  return rules.length === 0 ? null : rules.join(' OR ');
}

// catalog text of pg_get_partkeydef and of relpartbound
function boundRule(by: string, bound: string): string {
  const [, how = '', inner = ''] = /^(\w+) \((.*)\)$/s.exec(by) ?? [];
  const keys = parts(inner);
  const [, list] = /^FOR VALUES IN \((.*)\)$/s.exec(bound) ?? [];
  if (how === 'LIST' && list !== undefined) return `${keys[0]} IN (${list})`;
  const [, from, to] = /^FOR VALUES FROM \((.*)\) TO \((.*)\)$/s.exec(bound) ?? [];
  if (how !== 'RANGE' || from === undefined || to === undefined) return 'true'; // HASH, DEFAULT
  return [side(keys, parts(from), '>='), side(keys, parts(to), '<')].join(' AND ');
}

function side(keys: readonly string[], values: readonly string[], operator: string): string {
  const open = values.findIndex((value) => /^M(?:IN|AX)VALUE$/.test(value));
  const count = open < 0 ? values.length : open;
  if (count === 0) return `${keys[0]} IS NOT NULL`;
  // up to MAXVALUE what is equal before it is inside, up to MINVALUE from below, too
  const inclusive = open >= 0 && values[open] === 'MAXVALUE' && operator === '<' ? '<=' : operator;
  return `(${keys.slice(0, count).join(', ')}) ${inclusive} (${values.slice(0, count).join(', ')})`;
}

// Split at commas outside parentheses and quotes; operator classes and collations behind a key are no part of it.
function parts(text: string): readonly string[] {
  const found: string[] = [''];
  let depth = 0;
  for (const [token] of text.matchAll(/'(?:[^']|'')*'|"(?:[^"]|"")*"|[(),]|[^'"(),]+/g)) {
    if (token === '(') depth += 1;
    if (token === ')') depth -= 1;
    if (token === ',' && depth === 0) found.push('');
    else found[found.length - 1] += token;
  }
  return found.map((each) => each.trim().replace(/^([\w$]+|"(?:[^"]|"")*") .*$/, '$1'));
}
