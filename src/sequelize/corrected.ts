import type { QueryInterface } from 'sequelize';
import { columnOperations } from '../operations/columns.ts';
import { commentOperations } from '../operations/comments.ts';
import { constraintOperations } from '../operations/constraints.ts';
import type { OperationContext } from '../operations/context.ts';
import { enumOperations } from '../operations/enums.ts';
import { functionOperations } from '../operations/functions.ts';
import { indexOperations } from '../operations/indexes.ts';
import { namespaceOperations } from '../operations/namespaces.ts';
import { policyOperations } from '../operations/policies.ts';
import { rightOperations } from '../operations/rights.ts';
import { sequenceOperations } from '../operations/sequences.ts';
import { tableOperations } from '../operations/tables.ts';
import { triggerOperations } from '../operations/triggers.ts';
import { viewOperations } from '../operations/views.ts';
import type { BatchOperations } from './operations.ts';

type Methods = Record<string, (...args: readonly unknown[]) => Promise<unknown>>;

/** Every group of operations; a new one is one file and one line here. */
const OPERATIONS = [
  tableOperations,
  columnOperations,
  constraintOperations,
  indexOperations,
  enumOperations,
  commentOperations,
  viewOperations,
  functionOperations,
  triggerOperations,
  policyOperations,
  sequenceOperations,
  namespaceOperations,
  rightOperations,
] as const;

/** The operations on one table that `batchAlterTable` gives. */
const BATCHED = [
  'addColumn',
  'removeColumn',
  'renameColumn',
  'changeColumn',
  'alterColumn',
  'setNotNull',
  'addConstraint',
  'removeConstraint',
  'renameConstraint',
] as const;

/** Where the arguments tell Sequelize's own form of an operation from ours. */
const SEQUELIZES: readonly (readonly [string, (args: readonly unknown[]) => boolean])[] = [
  ['createFunction', (args) => Array.isArray(args[1])],
  ['dropFunction', (args) => Array.isArray(args[1])],
  ['createTrigger', (args) => args.length > 4],
];

/** A QueryInterface with the same names and arguments that does what it says: each operation is a change of the schema, which makes its SQL. */
export function corrected(queryInterface: QueryInterface, context: OperationContext): QueryInterface {
  const op = Object.create(queryInterface) as QueryInterface & Methods;
  for (const operations of OPERATIONS) Object.assign(op, operations(context));
  for (const [name, isSequelizes] of SEQUELIZES) {
    const own = (queryInterface as QueryInterface & Methods)[name]?.bind(queryInterface);
    const ours = (op as Methods)[name];
    Object.assign(op, { [name]: async (...args: unknown[]) => (isSequelizes(args) ? own : ours)?.(...args) });
  }
  const batchAlterTable = async (table: unknown, work: (batch: BatchOperations) => unknown) => {
    await context.settle();
    const { batch, done } = inOrder(op as Methods, table);
    await work(batch);
    await done();
    await context.settle();
  };
  return Object.assign(op, { batchAlterTable });
}

// The methods with the table given already, one after the other even when nobody awaits them.
function inOrder(op: Methods, table: unknown): { readonly batch: BatchOperations; done(): Promise<unknown> } {
  const runs: Promise<unknown>[] = [];
  const method =
    (name: string) =>
    (...args: readonly unknown[]) => {
      const before = runs.at(-1) ?? Promise.resolve();
      const run = before.then(() => op[name]?.(table, ...args));
      run.catch(() => undefined); // `done` answers for it
      runs.push(run);
      return run;
    };
  const batch = Object.fromEntries(BATCHED.map((name) => [name, method(name)])) as unknown as BatchOperations;
  return { batch, done: () => Promise.all(runs) };
}
