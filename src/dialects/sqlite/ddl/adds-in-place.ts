import { parseColumn } from './create-table.ts';

/** Whether ALTER TABLE can add a column of that definition, whatever rows there are (lang_altertable.html, "ALTER TABLE ADD COLUMN"). */
export function addsInPlace(definition: string): boolean {
  const { constraints } = parseColumn(definition);
  const find = (kind: string) => constraints.find((constraint) => constraint.kind === kind);
  const given = find('default')?.tokens[1]?.text.toUpperCase();
  const constant = given === undefined || !(given === '(' || given.startsWith('CURRENT_'));
  if (find('primary key') !== undefined || find('unique') !== undefined || !constant) return false;
  if (find('generated') !== undefined && /\bSTORED\b/i.test(definition)) return false;
  if (find('not null') !== undefined && (given === undefined || given === 'NULL')) return false;
  return find('references') === undefined || given === undefined || given === 'NULL';
}
