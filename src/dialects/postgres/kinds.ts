/** Something that not every database has. It is left out of a statement where there is none: to plan what reads all of them takes longer than all the rest (18.4). */
export interface Kind {
  /** Unique among all of them. */
  readonly key: string;
  /** SQL: whether the database has one. */
  readonly present: string;
}

/** Which there are, by their keys. */
export type Kinds = ReadonlySet<string>;

/** What the server itself brings has an oid below (FirstNormalObjectId). */
export const OWN = 16384;

/** Whether a catalog has a row `o` that the server did not bring itself, as SQL. */
export function anyOwn(catalog: string, condition: string | null = null): string {
  return `EXISTS (SELECT FROM ${catalog} o WHERE o.oid >= ${OWN}${condition === null ? '' : ` AND (${condition})`})`;
}

/** Whether there is a relation of that `relkind` that the server did not bring itself, as SQL within `presentOf`. */
export function anyRelation(relkind: string): string {
  return `EXISTS (SELECT FROM relkinds WHERE relkind = '${relkind}')`;
}

/** The keys of those that there are, as an SQL expression: a JSON array. */
export function presentOf(kinds: readonly Kind[]): string {
  const found = kinds.map(({ key, present }) => `CASE WHEN ${present} THEN '${key}' END`);
  const relkinds = `SELECT DISTINCT relkind FROM pg_class WHERE oid >= ${OWN}`; // one scan for all of them
  return `(WITH relkinds AS MATERIALIZED (${relkinds}) SELECT array_to_json(array_remove(ARRAY[${found.join(', ')}]::text[], NULL)))`;
}
