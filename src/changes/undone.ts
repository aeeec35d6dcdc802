import type { ObjectType, SchemaObject } from '../model/schema.ts';

/** Whether an object is there from the start (a schema, PL/pgSQL), and all that is said of it is its comment. */
export function isNoteAlone({
  type,
  definition,
}: Pick<SchemaObject, 'type'> & { readonly definition: string | null }): boolean {
  return NOTED.has(type) && definition?.startsWith('COMMENT ON ') === true;
}

const NOTED: ReadonlySet<ObjectType> = new Set(['schema', 'extension', 'language']);
// What initdb says of them.
const FIRST_NOTES: Readonly<Record<string, string>> = {
  public: "'standard public schema'",
  plpgsql: "'PL/pgSQL procedural language'",
};

/** The statements that undo an object's definition where no DROP does so; null: DROP does. */
export function undoneBy({ type, name, definition }: SchemaObject): readonly string[] | null {
  if (isNoteAlone({ type, definition })) {
    const text = FIRST_NOTES[name.name] ?? 'NULL';
    return [definition.replace(/ IS (?:NULL|'(?:[^']|'')*')$/, () => ` IS ${text}`)];
  }
  return type === 'default privileges' ? definition.split(';\n').map(opposite).reverse() : null;
}

// As the reflection writes them.
const PRIVILEGES =
  /^(ALTER DEFAULT PRIVILEGES .*?) (GRANT|REVOKE) ([A-Z]+) ON ([A-Z ]+) (?:TO|FROM) ("(?:[^"]|"")*"|[^"\s]+)( WITH GRANT OPTION)?$/;

function opposite(statement: string): string {
  const [, head, verb, privilege, on, role] = PRIVILEGES.exec(statement) ?? [];
  if (head === undefined) return statement;
  return verb === 'GRANT'
    ? `${head} REVOKE ${privilege} ON ${on} FROM ${role}`
    : `${head} GRANT ${privilege} ON ${on} TO ${role}`;
}

/** What makes one set of default privileges another, each statement of which is about one privilege of one role. */
export function alteredPrivileges(from: string, to: string): readonly string[] {
  const [before, after] = [from.split(';\n'), to.split(';\n')];
  return [
    ...before.filter((one) => !after.includes(one)).map(opposite),
    ...after.filter((one) => !before.includes(one)),
  ];
}
