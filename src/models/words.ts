import type { ModelWords } from '../render/said.ts';
import { qualified } from './ddl.ts';
import type { LoadedModel } from './sequelize.ts';

/** What models say of columns in words that a schema does not keep on every database: the labels of an ENUM, a BIGINT that is the rowid, what a unique key is called. */
export function modelWords(models: readonly LoadedModel[]): readonly ModelWords[] {
  return models.flatMap((model) => {
    const table = qualified(model.getTableName());
    return Object.entries(model.tableAttributes).flatMap(([name, attribute]) => {
      const { key, values } = (attribute.type ?? {}) as { readonly key?: string; readonly values?: readonly string[] };
      const { unique } = attribute as { readonly unique?: unknown };
      const labels = key === 'ENUM' ? (values ?? null) : null;
      const integer = INTEGERS.has(key ?? '') ? (key ?? null) : null;
      const said = { labels, integer, unique: uniqueName(unique) };
      const isAny = Object.values(said).some((own) => own !== null);
      return isAny ? [{ table, column: attribute.field ?? name, ...said }] : [];
    });
  });
}

// On SQLite each of them is INTEGER when it counts by itself.
const INTEGERS: ReadonlySet<string> = new Set(['BIGINT', 'MEDIUMINT', 'SMALLINT', 'TINYINT']);

function uniqueName(unique: unknown): string | null {
  if (typeof unique === 'string') return unique;
  const { name } = (unique ?? {}) as { readonly name?: unknown };
  return typeof name === 'string' ? name : null;
}
