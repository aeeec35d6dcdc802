/** The identifiers in SQL text, without their quotes; words in strings count, too: a name too many does no harm. */
export function identifiersIn(text: string): ReadonlySet<string> {
  const found = new Set<string>();
  for (const [token] of text.matchAll(/"(?:[^"]|"")*"|[\p{L}_][\p{L}\p{N}_$]*/gu))
    found.add(token.startsWith('"') ? token.slice(1, -1).replaceAll('""', '"') : token);
  return found;
}

/** `list` so that what is named in another's text stands before it. Of those that name each other the first given comes first. */
export function usedFirst<T>(list: readonly T[], nameOf: (element: T) => string, textOf: (element: T) => string): T[] {
  if (list.length < 2) return [...list];
  const named = new Map<string, T[]>();
  for (const element of list) named.set(nameOf(element), [...(named.get(nameOf(element)) ?? []), element]);
  const uses = (element: T) => [...identifiersIn(textOf(element))].flatMap((word) => named.get(word) ?? []);
  return dependenciesFirst(list, uses);
}

/** `list` so that what an element `uses` stands before it, as far as there is no circle. */
export function dependenciesFirst<T>(list: readonly T[], uses: (element: T) => readonly T[]): T[] {
  const seen = new Set<T>();
  const sorted: T[] = [];
  // without recursion: a chain of references may be long
  for (const root of list) {
    const stack: { readonly element: T; readonly left: T[] }[] = [];
    const enter = (element: T) => {
      if (seen.has(element)) return;
      seen.add(element);
      stack.push({ element, left: [...uses(element)].reverse() });
    };
    enter(root);
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const next = top.left.pop();
      if (next === undefined) sorted.push((stack.pop() as typeof top).element);
      else enter(next);
    }
  }
  return sorted;
}
