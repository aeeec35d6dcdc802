import type { SchemaObject } from '../model/schema.ts';

/** Whether two plain values say the same; a property that is undefined says nothing, and the order of properties does not count. */
export function isEqual(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  if (Array.isArray(one) || Array.isArray(other)) return isSameList(one, other);
  const [left, right] = [one as Record<string, unknown>, other as Record<string, unknown>];
  for (const key in left) if (!isEqual(left[key], right[key])) return false;
  for (const key in right) if (right[key] !== undefined && left[key] === undefined) return false;
  return true;
}

function isSameList(one: unknown, other: unknown): boolean {
  if (!Array.isArray(one) || !Array.isArray(other) || one.length !== other.length) return false;
  for (let at = 0; at < one.length; at += 1) if (!isEqual(one[at], other[at])) return false;
  return true;
}

/** Whether two lists hold the same elements, wherever they stand. */
export function isSameSet<T>(one: readonly T[], other: readonly T[]): boolean {
  if (one === other) return true;
  if (one.length !== other.length) return false;
  if (isEqual(one, other)) return true;
  const left = [...other];
  return one.every((element) => {
    const at = left.findIndex((candidate) => isEqual(candidate, element));
    if (at >= 0) left.splice(at, 1);
    return at >= 0;
  });
}

/** Whether two objects say the same. The quotes in a sequence's text do not count: what a serial makes is worked out, not read (see `unfolded`). */
export function isSameObject(one: SchemaObject, other: SchemaObject): boolean {
  if (one.type !== 'sequence' || other.type !== 'sequence') return isEqual(one, other);
  const bare = (object: SchemaObject) => ({ ...object, definition: object.definition.replaceAll('"', '') });
  return isEqual(one, other) || isEqual(bare(one), bare(other));
}
