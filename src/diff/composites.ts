interface Attribute {
  readonly name: string;
  /** With its collation. */
  readonly type: string;
}

/** What makes one composite type the other without dropping it; null where its attributes would stand in another order, or it is no composite type (PostgreSQL manual, ALTER TYPE). */
export function alteredComposite(from: string, to: string): readonly string[] | null {
  const [one, other] = [compositeOf(from), compositeOf(to)];
  if (one === null || other === null || one.name !== other.name) return null;
  const renames = renamed(one.attributes, other.attributes);
  const now = one.attributes.map((own) => ({ ...own, name: renames.get(own.name) ?? own.name }));
  const stays = now.filter(({ name }) => other.attributes.some((own) => own.name === name));
  const fresh = other.attributes.filter(({ name }) => !now.some((own) => own.name === name));
  if ([...stays, ...fresh].some(({ name }, at) => other.attributes[at]?.name !== name)) return null;
  const alter = (action: string) => `ALTER TYPE ${other.name} ${action} CASCADE`;
  const retyped = other.attributes.filter(({ name, type }) =>
    stays.some((own) => own.name === name && own.type !== type),
  );
  return [
    ...[...renames].map(([old, name]) => alter(`RENAME ATTRIBUTE ${old} TO ${name}`)),
    ...now.filter((own) => !stays.includes(own)).map(({ name }) => alter(`DROP ATTRIBUTE ${name}`)),
    ...retyped.map(({ name, type }) => alter(`ALTER ATTRIBUTE ${name} TYPE ${type}`)),
    ...fresh.map(({ name, type }) => alter(`ADD ATTRIBUTE ${name} ${type}`)),
  ];
}

// One that is gone and one that is new, of one type and in one place: no statement puts another there.
function renamed(current: readonly Attribute[], desired: readonly Attribute[]): ReadonlyMap<string, string> {
  const knows = (list: readonly Attribute[], { name }: Attribute) => list.some((own) => own.name === name);
  const pairs = current.flatMap((own, at): readonly (readonly [string, string])[] => {
    const other = desired[at];
    if (other === undefined || other.type !== own.type || knows(desired, own) || knows(current, other)) return [];
    return [[own.name, other.name]];
  });
  return new Map(pairs);
}

// The text as the reflection makes it.
function compositeOf(definition: string): { readonly name: string; readonly attributes: readonly Attribute[] } | null {
  const [, name, list] = /^CREATE TYPE ((?:"(?:[^"]|"")*"|[^\s"])+) AS \((.*)\)$/s.exec(definition) ?? [];
  if (name === undefined || list === undefined) return null;
  const parts = list === '' ? [] : list.split(/, (?![^(]*\))(?=(?:[^"]*"[^"]*")*[^"]*$)/);
  const attributes = parts.map((part) => /^("(?:[^"]|"")*"|\S+) (.*)$/s.exec(part));
  return { name, attributes: attributes.map((own) => ({ name: own?.[1] ?? '', type: own?.[2] ?? '' })) };
}
