import type { BoundValues, WireListener } from '../script.ts';

type Callback = (this: unknown, error: unknown, ...rest: readonly unknown[]) => void;
type Method = (...args: readonly unknown[]) => unknown;

const METHODS = ['run', 'all', 'get', 'each', 'exec'] as const;

/** Tells of each statement of a raw `sqlite3` database; one without a callback counts as done. */
export function listen(handle: unknown, listener: WireListener): void {
  const database = handle as Record<(typeof METHODS)[number], Method>;
  for (const name of METHODS) {
    const send = database[name].bind(database);
    database[name] = (...args) => {
      const sql = String(args[0]);
      const values = boundTo(args.slice(1));
      listener.sending(sql);
      const at = args.findLastIndex((argument) => typeof argument === 'function');
      if (at < 0) {
        listener.sent(sql, values);
        return send(...args);
      }
      const answer = args[at] as Callback;
      const callback: Callback = function told(error, ...rest) {
        if (!(error instanceof Error)) listener.sent(sql, values);
        answer.call(this, error, ...rest);
      };
      return send(...args.toSpliced(at, 1, callback));
    };
  }
}

// https://github.com/TryGhost/node-sqlite3/wiki/API: one by one, as an array, or as an object
function boundTo(rest: readonly unknown[]): BoundValues | null {
  const given = rest.filter((argument) => typeof argument !== 'function');
  const [first] = given;
  if (given.length === 0) return null;
  if (given.length > 1) return given;
  if (Array.isArray(first)) return first.length === 0 ? null : first;
  const named = typeof first === 'object' && first !== null && !Buffer.isBuffer(first) && !(first instanceof Date);
  if (!named) return given;
  return Object.keys(first).length === 0 ? null : (first as Readonly<Record<string, unknown>>);
}
