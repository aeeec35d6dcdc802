import type { QualifiedName } from '../model/names.ts';
import type { Column, SchemaSnapshot } from '../model/schema.ts';
import { typeTexts } from './rename-candidates.ts';

/** The schema with the columns of an enum type as the database prints them once the type has another name. */
export function retyped(
  schema: SchemaSnapshot,
  { from, to }: { readonly from: QualifiedName; readonly to: QualifiedName },
): SchemaSnapshot {
  const texts = typeTexts(from);
  const fresh = spelled(to);
  const column = (own: Column): Column => {
    const array = own.type.endsWith('[]') ? '[]' : '';
    if (!texts.includes(own.type.replace(/\[\]$/, ''))) return own;
    const cast = (sql: string) =>
      texts.reduce(
        (now, text) =>
          now.endsWith(`::${text}${array}`) ? `${now.slice(0, -text.length - array.length)}${fresh}${array}` : now,
        sql,
      );
    return { ...own, type: fresh + array, default: own.default === null ? null : cast(own.default) };
  };
  return { ...schema, tables: schema.tables.map((table) => ({ ...table, columns: table.columns.map(column) })) };
}

// quote_ident leaves the quotes out where they say nothing.
function spelled({ schema, name }: QualifiedName): string {
  const quote = (part: string) => (/^[a-z_][a-z0-9_]*$/.test(part) ? part : `"${part.replaceAll('"', '""')}"`);
  return schema === null ? quote(name) : `${quote(schema)}.${quote(name)}`;
}
