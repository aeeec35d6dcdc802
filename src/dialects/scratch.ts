import type { Connection } from './connection.ts';
import type { DatabaseTarget } from './target.ts';

/** An empty database for a while. */
export interface ScratchDatabase {
  readonly target: DatabaseTarget;
  /** Takes it away, or leaves it empty when it was borrowed; answers what could not be taken away. */
  close(): Promise<readonly string[]>;
}

/** Opens a session of a database. */
export type Connect = (target: DatabaseTarget) => Promise<Connection>;

/** Where a database is taken from that may be filled and thrown away. */
export interface ScratchSource {
  /** Makes one beside `target`, which is not changed and need not exist. `later` still connects when `connect` is stopped by a signal. */
  create(target: DatabaseTarget, connect: Connect, later: Connect): Promise<ScratchDatabase>;
  /** What a session says whose work nobody keeps: it need not wait for the disk. */
  readonly careless: readonly string[];
  /** Makes a copy of a database on which no session is open. */
  copy(from: DatabaseTarget, connect: Connect, later: Connect): Promise<ScratchDatabase>;
  /** Takes one that was given. Throws USAGE when it is not empty. */
  borrow(given: DatabaseTarget, connect: Connect, later: Connect): Promise<ScratchDatabase>;
}
