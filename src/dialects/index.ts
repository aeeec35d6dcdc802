import type { Dialect } from './dialect.ts';
import { postgres } from './postgres/dialect.ts';
import { sqlite } from './sqlite/dialect.ts';
import type { DialectName } from './target.ts';

/** Every database that Windlass knows; a new one is one folder and one line here. */
export const DIALECTS: readonly Dialect[] = [postgres, sqlite];

/** The dialect of that name. */
export function dialectOf(name: DialectName): Dialect {
  const dialect = DIALECTS.find((candidate) => candidate.name === name);
  if (dialect === undefined) throw new RangeError(`no dialect is registered as ${name}`);
  return dialect;
}
