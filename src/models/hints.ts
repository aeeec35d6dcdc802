import type { RenameHint } from '../diff/rename-words.ts';
import { qualified } from './ddl.ts';
import type { LoadedModel } from './sequelize.ts';

/** What models declare to have been called otherwise: `renamedFrom` among the options of a model, or of an attribute. */
export function renameHints(models: readonly LoadedModel[]): readonly RenameHint[] {
  return models.flatMap((model) => {
    const table = qualified(model.getTableName());
    const own = (model as unknown as { readonly options?: Hinted }).options?.renamedFrom;
    const columns = Object.entries(model.tableAttributes).flatMap(([name, attribute]) => {
      const from = (attribute as Hinted).renamedFrom;
      return typeof from === 'string' ? [{ table, column: attribute.field ?? name, from }] : [];
    });
    return [...(typeof own === 'string' ? [{ table, column: null, from: own }] : []), ...columns];
  });
}

interface Hinted {
  readonly renamedFrom?: unknown;
}
