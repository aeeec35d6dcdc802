/**
 * The USING that makes an array of single values, or single values of an array; null where neither or both are arrays. By the values' text, which every type
 * takes. An array of several values, which no single one can hold, makes the change fail; an empty one is NULL.
 */
export function arrayCast(column: string, from: string, to: string): string | null {
  const own = `"${column.replaceAll('"', '""')}"`;
  if (!from.endsWith('[]') && to.endsWith('[]'))
    return `CASE WHEN ${own} IS NULL THEN NULL ELSE ARRAY[${own}::text]::${to} END`;
  if (!from.endsWith('[]') || to.endsWith('[]')) return null;
  return `nullif(array_to_string(${own}, ','), '')::${to}`;
}
