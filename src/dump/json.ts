import { withoutOwners } from '../diff/owners.ts';
import { Usage } from '../errors.ts';
import type { SchemaSnapshot } from '../model/schema.ts';
import type { DialectName } from '../model/statement.ts';

/** A schema beside the kind of database that it is of: what `windlass schema dump --format json` writes. */
export interface SchemaDump {
  readonly dialect: DialectName;
  readonly schema: SchemaSnapshot;
  /** The schema that names without one are in, where it is not `public` (PostgreSQL). */
  readonly home?: string;
}

// Counted up when the same schema is written in other words.
const FORM = 2;

/** The schema as one JSON document. Who owns something is left out: it is another on the next server. */
export function jsonDump({ dialect, schema }: SchemaDump): object {
  return { windlass: FORM, dialect, ...withoutOwners(schema) };
}

/** A document of `jsonDump` read back. Throws USAGE, naming the file, for another. */
export function readDump(text: string, file: string): SchemaDump {
  const document = parsed(text, file);
  const { windlass, dialect, ...schema } = document;
  if (windlass === FORM && (dialect === 'postgres' || dialect === 'sqlite') && Array.isArray(document.tables))
    return { dialect, schema: schema as unknown as SchemaSnapshot };
  throw new Usage(
    `${file} is no dump of a schema that this version reads`,
    `write it anew: windlass schema dump --format json --output ${file}`,
  );
}

function parsed(text: string, file: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(text)) as Record<string, unknown>;
  } catch (error) {
    throw new Usage(
      `${file} is no JSON: ${(error as Error).message}`,
      'name a file that windlass schema dump has written',
      { cause: error },
    );
  }
}
