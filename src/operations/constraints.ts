import type { SchemaChange } from '../changes/index.ts';
import type { QualifiedName } from '../model/names.ts';
import type { Constraint } from '../model/schema.ts';
import { type ConstraintOptions, constraintOf } from './constraint-words.ts';
import { dotted, type OperationContext, type OperationOptions, type TableArgument } from './context.ts';

/** The operations on constraints. */
export interface ConstraintOperations {
  addConstraint(table: TableArgument, options: ConstraintOptions & OperationOptions): Promise<void>;
  /** By its name; one that has none by what it says: `{ type: 'unique', fields: ['email'] }` (SQLite). */
  removeConstraint(
    table: TableArgument,
    constraint: string | ConstraintOptions,
    options?: RemoveConstraintOptions,
  ): Promise<void>;
  renameConstraint(table: TableArgument, before: string, after: string, options?: OperationOptions): Promise<void>;
  validateConstraint(table: TableArgument, name: string, options?: OperationOptions): Promise<void>;
}

/** `was`: the constraint in `addConstraint`'s words, so that the call can be taken back. */
export interface RemoveConstraintOptions extends OperationOptions {
  readonly was?: ConstraintOptions;
}

/** Primary keys, uniques, CHECKs, foreign keys and exclusion constraints. */
export function constraintOperations(context: OperationContext): ConstraintOperations {
  const { words } = context;
  return {
    addConstraint: async (table, options) => {
      const name = await dotted(table, context);
      await context.make([adding(name, constraintOf(name, options, words))], options);
    },
    removeConstraint: async (table, name, options = {}) => {
      const own = await dotted(table, context);
      if (typeof name !== 'string')
        return context.make([dropping(own, constraintOf(own, { ...name, name: null }, words))], options);
      const { was } = options;
      const change: SchemaChange =
        was === undefined
          ? { kind: 'drop constraint', table: own, name }
          : dropping(own, constraintOf(own, { ...was, name }, words));
      await context.make([change], options);
    },
    renameConstraint: async (table, from, to, options) =>
      context.make([{ kind: 'rename constraint', table: await dotted(table, context), from, to }], options),
    validateConstraint: async (table, name, options) =>
      context.make([{ kind: 'validate constraint', table: await dotted(table, context), name }], options),
  };
}

function adding(table: QualifiedName, constraint: Constraint): SchemaChange {
  return { kind: `add ${constraint.kind}`, table, constraint } as SchemaChange;
}

function dropping(table: QualifiedName, constraint: Constraint): SchemaChange {
  return { kind: `drop ${constraint.kind}`, table, constraint } as SchemaChange;
}
