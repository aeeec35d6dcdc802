import type { Connect, ScratchDatabase } from '../dialects/scratch.ts';
import type { DatabaseTarget } from '../dialects/target.ts';
import { ConfigInvalid } from '../errors.ts';
import type { RunContext } from '../runner/context.ts';
import { reach, refused } from '../runner/reach.ts';
import { keepOff } from '../sequelize/sharing.ts';

/**
 * Gives `use` an empty database of the same kind for a while, as a context of its own, and takes it away again, also after a failure or a
 * signal. SQLite: a temporary file. PostgreSQL: a database made on the server of the context's target, or `context.scratch`, which
 * must be empty and is emptied. The target itself is not changed and need not exist. What revisions open on the target for themselves
 * works on the scratch database. Throws UNSUPPORTED when the user may not create databases, UNREACHABLE when there is no server.
 */
export async function withScratch<T>(context: RunContext, use: (scratch: RunContext) => Promise<T>): Promise<T> {
  const { dialect, target, scratch: given } = context;
  refuseOther(target, given);
  const connect = connectWith(context);
  const later = connectWith({ ...context, waitMs: 0, signal: new AbortController().signal });
  const made = await (given === null
    ? dialect.scratch.create(target, connect, later)
    : dialect.scratch.borrow(given, connect, later)
  ).catch((error) => {
    throw refused(context, error);
  });
  const instead = { ...context, standsFor: target };
  return whileThere(instead, made, (own) => use({ ...instead, target: own, scratch: null }));
}

async function whileThere<T>(
  context: RunContext,
  made: ScratchDatabase,
  use: (target: DatabaseTarget) => Promise<T>,
): Promise<T> {
  const release = context.standsFor === null ? () => undefined : keepOff(context.standsFor);
  try {
    context.signal.throwIfAborted();
    return await use(made.target);
  } finally {
    release();
    for (const what of await made.close())
      context.report({ kind: 'warning', message: `the scratch database still holds ${what}` });
  }
}

/** Likewise with a copy of the context's target, on which no session may be open. Throws UNSUPPORTED when the user may not create databases. */
export async function withCopy<T>(context: RunContext, use: (copy: RunContext) => Promise<T>): Promise<T> {
  const later = connectWith({ ...context, waitMs: 0, signal: new AbortController().signal });
  const made = await context.dialect.scratch.copy(context.target, connectWith(context), later).catch((error) => {
    throw refused(context, error);
  });
  return whileThere(context, made, (target) => use({ ...context, target }));
}

function connectWith(context: RunContext): Connect {
  return (target) => reach({ ...context, target }, { create: true });
}

function refuseOther(target: DatabaseTarget, given: DatabaseTarget | null): void {
  if (given === null || given.dialect === target.dialect) return;
  throw new ConfigInvalid(
    `the scratch database ${given.display} is of another kind than ${target.display}`,
    'leave it out, or name one of the same kind: --scratch',
  );
}
