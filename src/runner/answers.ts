import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { StatementValues } from '../sequelize/scope.ts';

// A larger answer is known again by its digest alone.
const LARGEST = 64 * 1024;

/** What a statement was answered, as far as JSON can hold it: the whole of it, or how to know it again. */
export type Answer =
  | { readonly kind: 'whole'; readonly result: unknown }
  /** What Sequelize answers to raw SQL: rows, and the driver's own account of which the counts are kept. */
  | { readonly kind: 'raw'; readonly rows: unknown; readonly account: Readonly<Record<string, unknown>> }
  | { readonly kind: 'digest'; readonly digest: string };

/** The answer as it can be written down. */
export function answerOf(result: unknown): Answer {
  const [rows, account] = Array.isArray(result) && result.length === 2 ? result : [];
  const answer: Answer = isAccount(account)
    ? { kind: 'raw', rows, account: countsOf(account) }
    : { kind: 'whole', result };
  const text = written(answer);
  if (text.length <= LARGEST && isDeepStrictEqual(JSON.parse(text), plain(answer))) return answer;
  return { kind: 'digest', digest: digestOf(text) };
}

/** The result that an answer was made of; only of one that is whole. */
export function resultOf(answer: Exclude<Answer, { kind: 'digest' }>): unknown {
  if (answer.kind === 'whole') return answer.result;
  return [answer.rows, { rows: answer.rows, fields: [], ...answer.account }];
}

/** By what a statement is known again: its text and its values. */
export function markOf(sql: string, values: StatementValues | null): string {
  return digestOf(`${sql}\0${written(values)}`);
}

// `pg` gives a Result, `sqlite3` the Statement: objects of a class, of which some fields are asked for.
function isAccount(account: unknown): account is Record<string, unknown> {
  if (typeof account !== 'object' || account === null || Array.isArray(account)) return false;
  return Object.getPrototypeOf(account) !== Object.prototype;
}

function countsOf(account: Record<string, unknown>): Record<string, unknown> {
  const names = ['command', 'rowCount', 'changes', 'lastID'].filter((name) => account[name] !== undefined);
  return Object.fromEntries(names.map((name) => [name, account[name]]));
}

// What is undefined is not there in JSON.
function plain(answer: Answer): unknown {
  return Object.fromEntries(Object.entries(answer).filter(([, value]) => value !== undefined));
}

function written(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => (typeof inner === 'bigint' ? `${inner}n` : inner));
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 32);
}
