import { AsyncLocalStorage } from 'node:async_hooks';
import type { Sequelize } from 'sequelize';
import type { DatabaseTarget } from '../dialects/target.ts';
import type { Gate } from './gate.ts';
import { guard } from './guard.ts';
import { pin, type SequelizeClass } from './pinned-connection.ts';
import { placeOf, placeOfTarget } from './place.ts';

interface Shared {
  /** Where it works: instances of the same place come to it while a step runs. */
  readonly here: string;
  /** The place that it stands for: nothing of it may be reached. */
  readonly there: string | null;
  readonly gate: Gate;
}

const HOOK = 'windlass';
// Node keeps the files of a project, and the instances in them, for longer than one session: so what they find is kept for the process, too.
const sessions: Shared[] = [];
const classes = new Map<SequelizeClass, number>();
const stoodFor = new Map<string, number>();
const running = new AsyncLocalStorage<Gate>();

/** Runs a step: instances of its files come to this gate, also while other sessions are open on the same place. */
export function asStepOf<T>(gate: Gate, work: () => T): T {
  return running.run(gate, work);
}

/**
 * Lets the instances that a revision's own files open on the same database (an application's `models/index.js`) work on the pinned
 * connection, too: a second connection would wait for the step's own locks. Those on the database that this one stands for never reach it.
 * Answers how to stop it; then they find the next session of their place, or what they opened for themselves.
 */
export function shareConnection(
  Class: SequelizeClass,
  own: Sequelize,
  standsFor: DatabaseTarget | null,
  gate: Gate,
): () => void {
  const shared = { here: placeOf(own), there: standsFor === null ? null : placeOfTarget(standsFor), gate };
  sessions.push(shared);
  const unhook = hook(Class);
  const release = standsFor === null ? () => undefined : keepOff(standsFor);
  return () => {
    sessions.splice(sessions.indexOf(shared), 1);
    unhook();
    release();
  };
}

/** Keeps the instances of a project's own files off a database, also while no session stands for it. Answers how to stop it. */
export function keepOff(target: DatabaseTarget): () => void {
  return counted(stoodFor, placeOfTarget(target));
}

function hook(Class: SequelizeClass): () => void {
  if (!classes.has(Class)) Class.addHook('afterInit', HOOK, share);
  const done = counted(classes, Class);
  return () => {
    done();
    if (!classes.has(Class)) Class.removeHook('afterInit', HOOK);
  };
}

function share(instance: Sequelize): void {
  const place = placeOf(instance);
  if (!stoodFor.has(place) && !sessions.some(({ here }) => here === place)) return;
  const current = () => sessionOf(place)?.gate ?? null;
  pin(instance, () => {
    const gate = current();
    if (gate === null && stoodFor.has(place)) throw new Error('the scratch database that this one works on is closed');
    return gate?.handle ?? null;
  });
  guard(instance, current);
}

// The one whose step asks; else one that runs a step, else the youngest.
function sessionOf(place: string): Shared | undefined {
  const found = sessions.filter(({ here, there, gate }) => there === place || (here === place && gate.open));
  const asking = running.getStore();
  return found.find(({ gate }) => gate === asking) ?? found.findLast(({ gate }) => gate.open) ?? found.at(-1);
}

function counted<K>(counts: Map<K, number>, key: K): () => void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
  return () => {
    const left = (counts.get(key) ?? 1) - 1;
    if (left === 0) counts.delete(key);
    else counts.set(key, left);
  };
}
