import type { QualifiedName } from '../model/names.ts';
import type { SqlWriter } from '../model/statement.ts';
import { type OperationContext, type OperationOptions, qualified, type TableArgument } from './context.ts';
import { createObject, type DropOptions, dropObject, isWhole, titled } from './objects.ts';

/** A trigger: its parts, as SQL. `execute` calls a function (PostgreSQL), `body` holds statements (SQLite). */
export interface TriggerParts {
  readonly timing: 'BEFORE' | 'AFTER' | 'INSTEAD OF';
  /** `INSERT OR UPDATE OF price` */
  readonly events: string;
  /** Default: ROW. */
  readonly forEach?: 'ROW' | 'STATEMENT';
  readonly when?: string;
  readonly execute?: string;
  readonly body?: string;
}

/** Triggers, on both databases. Sequelize's own form, with five arguments and more, stays: see sequelize/corrected.ts. */
export interface TriggerOperations {
  /** `definition`: its parts, or the whole CREATE TRIGGER, or what follows its name. */
  createTrigger(
    table: TableArgument,
    name: string,
    definition: string | TriggerParts,
    options?: OperationOptions,
  ): Promise<void>;
  dropTrigger(table: TableArgument, name: string, options?: DropOptions): Promise<void>;
}

/** CREATE TRIGGER and DROP TRIGGER. */
export function triggerOperations(context: OperationContext): TriggerOperations {
  const title = (table: TableArgument, name: string) => titled('trigger', qualified(name), qualified(table));
  return {
    createTrigger: async (table, name, given, options) =>
      createObject(context, title(table, name), triggerSql(name, qualified(table), given, context.write), options),
    dropTrigger: async (table, name, options) => dropObject(context, title(table, name), options),
  };
}

function triggerSql(name: string, table: QualifiedName, given: string | TriggerParts, write: SqlWriter): string {
  const create = `CREATE TRIGGER ${write.quote(name)}`;
  if (typeof given === 'string') return isWhole(given) ? given : `${create} ${given}`;
  const { timing, events, forEach = 'ROW', when, execute, body } = given;
  const lite = write.dialect === 'sqlite';
  const words = [
    `${create} ${timing} ${events} ON ${write.name(table)} FOR EACH ${forEach}`,
    ...(when === undefined ? [] : [lite ? `WHEN ${when}` : `WHEN (${when})`]),
  ];
  if (!lite && execute !== undefined) return [...words, `EXECUTE FUNCTION ${execute}`].join(' ');
  if (lite && body !== undefined) return [...words, `BEGIN ${body.trim().replace(/;?$/, ';')} END`].join(' ');
  const missing = lite ? '`body`, its statements' : '`execute`, the function that it calls';
  return write.unsupported(
    `the trigger "${name}" without ${missing}`,
    'name both where a revision is for both databases',
  );
}
