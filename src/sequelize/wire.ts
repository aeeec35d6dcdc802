import type { Connection } from '../dialects/connection.ts';
import type { BoundValues, WireListener } from '../dialects/script.ts';
import type { StepScope } from './scope.ts';

/** Who speaks: a revision; the gate or an operation of ours; a revision on the connection beside a transaction that it has open. */
export type Speaker = 'revision' | 'own' | 'beside';

/** Hears what the steps of a run send to the database, exactly as the driver is given it: after Sequelize, after the gate. */
export interface Wire extends Pick<WireListener, 'sending'> {
  /** The session is open, and nothing has run in it yet. */
  opened(db: Connection): Promise<void>;
  /** An attempt at a step begins; an earlier one at the same step was rolled back. */
  attempt(scope: StepScope): void;
  /** A statement was done. */
  sent(sql: string, values: BoundValues | null, speaker: Speaker): void;
}
