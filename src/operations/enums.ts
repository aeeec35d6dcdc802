import { enumLabels, enumUses, labelRows } from '../dialects/postgres/catalog.ts';
import { display, type QualifiedName } from '../model/names.ts';
import { type OperationContext, type OperationOptions, qualified, type TableArgument } from './context.ts';
import { labelChanges } from './enum-columns.ts';

/** Where a new label goes; without either: to the end. */
export interface EnumValueOptions extends OperationOptions {
  readonly before?: string;
  readonly after?: string;
}

/** The operations on enum types. On SQLite, where an enum is TEXT, they do nothing. */
export interface EnumOperations {
  createEnum(name: TableArgument, labels: readonly string[], options?: OperationOptions): Promise<void>;
  dropEnum(name: TableArgument, options?: OperationOptions & { readonly ifExists?: boolean }): Promise<void>;
  renameEnum(before: TableArgument, after: TableArgument, options?: OperationOptions): Promise<void>;
  addEnumValue(name: TableArgument, label: string, options?: EnumValueOptions): Promise<void>;
  renameEnumValue(name: TableArgument, before: string, after: string, options?: OperationOptions): Promise<void>;
  dropEnumValue(name: TableArgument, label: string, options?: OperationOptions): Promise<void>;
  /** `anew`: the type is swapped even where its labels only grow, so that new ones can be used at once. */
  setEnumLabels(
    name: TableArgument,
    labels: readonly string[],
    options?: OperationOptions & { readonly anew?: boolean },
  ): Promise<void>;
}

/** A label that goes must not be used by any row: the error says where it is. */
export function enumOperations(context: OperationContext): EnumOperations {
  const setLabels = async (
    name: QualifiedName,
    choose: (from: readonly string[]) => readonly string[],
    anew = false,
  ) => {
    if (context.write.dialect === 'sqlite') return [];
    const from = await knownLabels(context, name);
    const to = choose(from);
    await refuseUsed(
      context,
      name,
      from.filter((label) => !to.includes(label)),
    );
    return labelChanges(context, name, { from, to }, anew ? to.map(context.write.literal).join() : null);
  };
  return {
    createEnum: async (name, labels, options) =>
      context.make([{ kind: 'create enum', type: { name: qualified(name), labels } }], options),
    dropEnum: async (name, options = {}) =>
      context.make(
        [{ kind: 'drop enum', name: qualified(name), was: null, ifExists: options.ifExists === true }],
        options,
      ),
    renameEnum: async (before, after, options) =>
      context.make([{ kind: 'rename enum', from: qualified(before), to: qualified(after) }], options),
    addEnumValue: async (name, label, options = {}) =>
      context.make(
        [
          {
            kind: 'add enum value',
            name: qualified(name),
            label,
            before: options.before ?? null,
            after: options.after ?? null,
            known: null,
          },
        ],
        options,
      ),
    renameEnumValue: async (name, from, to, options) =>
      context.make([{ kind: 'rename enum value', name: qualified(name), from, to }], options),
    dropEnumValue: async (name, label, options) =>
      context.make(await setLabels(qualified(name), (from) => fewer(qualified(name), from, label)), options),
    setEnumLabels: async (name, labels, options = {}) =>
      context.make(await setLabels(qualified(name), () => labels, options.anew === true), options),
  };
}

function fewer(name: QualifiedName, labels: readonly string[], label: string): readonly string[] {
  if (labels.includes(label)) return labels.filter((known) => known !== label);
  throw new Error(`the enum type ${display(name)} has no value '${label}', only ${labels.join(', ')}`);
}

async function knownLabels(context: OperationContext, name: QualifiedName): Promise<readonly string[]> {
  const labels = await enumLabels(context.ask, name);
  if (labels === null) throw new Error(`there is no enum type ${display(name)}`);
  return labels;
}

async function refuseUsed(context: OperationContext, name: QualifiedName, gone: readonly string[]): Promise<void> {
  if (gone.length === 0) return;
  const uses = await enumUses(context.ask, name);
  for (const label of gone) {
    const [first] = await labelRows(context.ask, uses, label);
    if (first !== undefined)
      throw new Error(
        `'${label}' cannot go from the enum type ${display(name)}: ${first[1]} row(s) of ${first[0]} have it; change them in the same revision before`,
      );
  }
}
