import type { Privileges } from '../changes/grants.ts';
import { type OperationContext, type OperationOptions, qualified, type TableArgument } from './context.ts';

/** Rights as a revision writes them: `on` a table, or SQL such as `SCHEMA billing`, `ALL SEQUENCES IN SCHEMA public`. */
export interface GrantOptions extends OperationOptions {
  readonly privileges: string | readonly string[];
  readonly on: TableArgument;
  readonly to: string;
  readonly grantOption?: boolean;
}

/** Rights and row-level security (PostgreSQL). */
export interface RightOperations {
  grant(options: GrantOptions): Promise<void>;
  revoke(options: GrantOptions): Promise<void>;
  /** Whether the policies of a table count, and whether they count for its owner, too. */
  setRowSecurity(
    table: TableArgument,
    state: { readonly enabled: boolean; readonly forced?: boolean },
    options?: OperationOptions,
  ): Promise<void>;
}

// What GRANT … ON takes beside a table's name (PostgreSQL manual, GRANT).
const KINDS =
  /^(?:all\s+(?:tables|sequences|functions|procedures|routines)\s+in\s+schema|table|sequence|schema|database|function|procedure|routine|type|domain|language|large object|foreign|tablespace|parameter)\s/i;

/** GRANT, REVOKE and ROW LEVEL SECURITY. */
export function rightOperations(context: OperationContext): RightOperations {
  const rights = ({ privileges, on, to, grantOption }: GrantOptions): Privileges => ({
    privileges: typeof privileges === 'string' ? privileges : privileges.join(', '),
    on: typeof on === 'string' && KINDS.test(on) ? on : `TABLE ${context.write.name(qualified(on))}`,
    to,
    grantOption: grantOption === true,
  });
  return {
    grant: async (options) => context.make([{ kind: 'grant', ...rights(options) }], options),
    revoke: async (options) => context.make([{ kind: 'revoke', ...rights(options) }], options),
    setRowSecurity: async (table, { enabled, forced = false }, options) =>
      context.make(
        [{ kind: 'set row security', table: qualified(table), from: null, to: { enabled, forced } }],
        options,
      ),
  };
}
