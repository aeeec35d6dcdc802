import type { Failure } from '../dialect.ts';

// SQLSTATE classes: PostgreSQL manual, appendix A. The rest are libuv's names and pg's own words.
const BY_CODE: Readonly<Record<string, Failure>> = {
  '28P01': 'auth',
  '28000': 'auth',
  '3D000': 'missing',
  '57P03': 'unavailable', // the server is starting up or shutting down
  '57P01': 'unavailable',
  '57P02': 'unavailable',
  '53300': 'unavailable', // too many connections
  '08000': 'unavailable',
  '08001': 'unavailable',
  '08003': 'unavailable',
  '08006': 'unavailable',
  '08P01': 'unavailable', // a pooler whose server is away (PgBouncer)
  '55P03': 'busy',
  '40P01': 'busy',
  '40001': 'busy',
  '25P02': 'aborted',
  ECONNREFUSED: 'unavailable',
  ECONNRESET: 'unavailable',
  ENOTFOUND: 'unavailable',
  EAI_AGAIN: 'unavailable',
  EHOSTUNREACH: 'unavailable',
  ENETUNREACH: 'unavailable',
  ETIMEDOUT: 'unavailable',
  EPIPE: 'unavailable',
  ENOENT: 'unavailable', // a socket file that is not there yet
};

const LOST = /Connection terminated|timeout expired|Client has encountered a connection error|server conn crashed/;
const REFUSED_PASSWORD = /SASL|password must be a string|no password supplied|no PostgreSQL user name/;

/** What kind of trouble an error of `pg` is. */
export function failure(error: unknown): Failure {
  const { code, message = '' } = (error ?? {}) as { code?: string; message?: string };
  const known = code === undefined ? undefined : BY_CODE[code];
  if (known !== undefined) return known;
  if (REFUSED_PASSWORD.test(message)) return 'auth';
  if (refusesSsl(error)) return 'missing';
  return LOST.test(message) ? 'unavailable' : 'other';
}

/** Whether SSL was asked of a server that has none: pg's own words for the N that answers its SSLRequest. */
export function refusesSsl(error: unknown): boolean {
  return /does not support SSL connections/.test((error as Error | null)?.message ?? '');
}
