import type { SqlWriter, Statement } from '../model/statement.ts';
import type { Kinds } from './family.ts';

/** Privileges given or taken. `on` and `privileges` are SQL text: `TABLE "bookings"`, `SELECT, INSERT`. */
export interface Privileges {
  readonly privileges: string;
  readonly on: string;
  readonly to: string;
  readonly grantOption: boolean;
}

/** GRANT and REVOKE. */
export type GrantChange = ({ readonly kind: 'grant' } | { readonly kind: 'revoke' }) & Privileges;

/** Rights on objects. SQLite has no users: whoever opens the file may do everything, and nothing is done there. */
export const grants: Kinds<GrantChange> = {
  grant: {
    phase: 'comments',
    destructive: false,
    reverse: (change) => ({ ...change, kind: 'revoke' }),
    apply: (_, schema) => schema,
    sql: ({ privileges, on, to, grantOption }, write) =>
      onPostgres(write, `GRANT ${privileges} ON ${on} TO ${role(to, write)}${grantOption ? ' WITH GRANT OPTION' : ''}`),
    describe: ({ privileges, on, to }) => `grant ${privileges} on ${on} to ${to}`,
    render: (change) => ({ method: 'grant', args: [argument(change)] }),
  },
  revoke: {
    phase: 'comments',
    destructive: false,
    reverse: (change) => ({ ...change, kind: 'grant' }),
    apply: (_, schema) => schema,
    sql: ({ privileges, on, to }, write) => onPostgres(write, `REVOKE ${privileges} ON ${on} FROM ${role(to, write)}`),
    describe: ({ privileges, on, to }) => `revoke ${privileges} on ${on} from ${to}`,
    render: (change) => ({ method: 'revoke', args: [argument(change)] }),
  },
};

function argument({ privileges, on, to, grantOption }: Privileges): Record<string, unknown> {
  return { privileges, on, to, ...(grantOption && { grantOption }) };
}

function onPostgres(write: SqlWriter, sql: string): readonly Statement[] {
  return write.dialect === 'postgres' ? [{ sql }] : [];
}

// PUBLIC and CURRENT_USER are words, not names (PostgreSQL manual, GRANT).
function role(name: string, write: SqlWriter): string {
  return /^(?:public|current_user|current_role|session_user)$/i.test(name) ? name : write.quote(name);
}
