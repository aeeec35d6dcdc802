import type { BoundValues, WireListener } from '../script.ts';

type Send = (...args: readonly unknown[]) => unknown;
type Callback = (this: unknown, error: unknown, ...rest: readonly unknown[]) => void;

/** Tells of each statement of a raw `pg` client. Both ways of asking it: a callback, and a promise. */
export function listen(handle: unknown, listener: WireListener): void {
  const client = handle as { query: Send };
  const send = client.query.bind(client);
  client.query = (...args) => {
    const { sql, values } = asked(args);
    listener.sending(sql);
    const at = args.findIndex((argument) => typeof argument === 'function');
    if (at >= 0) {
      const answer = args[at] as Callback;
      return send(
        ...args.toSpliced(
          at,
          1,
          told(answer, () => listener.sent(sql, values)),
        ),
      );
    }
    const result = send(...args);
    if (!(result instanceof Promise)) return result;
    return result.then((rows: unknown) => {
      listener.sent(sql, values);
      return rows;
    });
  };
}

function told(answer: Callback, done: () => void): Callback {
  return function callback(error, ...rest) {
    if (!error) done();
    answer.call(this, error, ...rest);
  };
}

// query(text, values?, callback?) or query({ text, values }, …): https://node-postgres.com/apis/client#clientquery
function asked([first, second]: readonly unknown[]): { sql: string; values: BoundValues | null } {
  const config = (typeof first === 'string' ? { text: first } : first) as { text?: unknown; values?: unknown };
  const values = Array.isArray(second) ? second : config.values;
  return { sql: String(config.text ?? ''), values: Array.isArray(values) && values.length > 0 ? values : null };
}
