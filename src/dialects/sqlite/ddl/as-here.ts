import { expectation } from '../expect.ts';
import { literal } from '../state.ts';
import { type Ask, schemaObjects } from './schema-objects.ts';
import { sameName } from './tokens.ts';

// Quotes, white space and the case of letters mean nothing here: a table that went up, down and up again has others.
const BLANKS = [' ', '\n', '\r', '\t', '"', '`', '[', ']'];

/**
 * Sends statements that change nothing, for a script to hold: on another database they fail when the table, its indexes or its triggers are not
 * what they are here. A rebuild replaces the table by a text that is made here, and would take a column along that somebody added by hand there.
 */
export async function expectAsHere(ask: Ask, table: string): Promise<void> {
  const objects = await schemaObjects(ask, table);
  const found = objects.filter(
    (object) => object.sql !== null && object.type !== 'view' && sameName(object.table, table),
  );
  const own = found.find(({ type }) => type === 'table');
  if (own?.sql == null) return; // what is made anew says so itself
  const parts = `FROM sqlite_master WHERE tbl_name = ${literal(table)} COLLATE NOCASE AND sql IS NOT NULL AND type <> 'view'`;
  const names = found.map(({ name }) => literal(name)).join(', ');
  const conditions = [
    `(SELECT count(*) ${parts}) = ${found.length}`,
    `(SELECT count(*) ${parts} AND name IN (${names})) = ${found.length}`,
    `(SELECT ${plainSql()} ${parts} AND type = 'table') = ${literal(plain(own.sql))}`,
  ];
  const words = `table ${own.name} stands here as the revisions left it`;
  for (const sql of expectation(words, `SELECT ${conditions.join(' AND ')}`)) await ask(sql);
}

function plain(sql: string): string {
  const folded = sql.replace(/[A-Z]/g, (letter) => letter.toLowerCase()); // as lower() does: ASCII only
  return BLANKS.reduce((text, blank) => text.replaceAll(blank, ''), folded);
}

function plainSql(): string {
  return BLANKS.reduce((sql, blank) => `replace(${sql}, char(${blank.charCodeAt(0)}), '')`, 'lower(sql)');
}
