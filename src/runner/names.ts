import type { Connection } from '../dialects/connection.ts';
import { Unsupported } from '../errors.ts';
import type { RunContext } from './context.ts';

/**
 * The context with the schema of the state tables by its name: the lock is called after it, and a revision may change the search path (every
 * pg_dump does). Throws UNSUPPORTED when the search path has no schema that exists.
 */
export async function named(db: Connection, context: RunContext): Promise<RunContext> {
  if (context.dialect.name === 'sqlite' || context.names.schema !== null) return context;
  const [row] = await db.query('SELECT current_schema() AS schema');
  const schema = row?.schema as string | null;
  if (schema === null)
    throw new Unsupported('no schema of the search path exists', 'create it, or set "schema" in the configuration');
  return { ...context, names: { ...context.names, schema } };
}
