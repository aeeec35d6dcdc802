import type { Connection } from '../dialects/connection.ts';
import type { BoundValues, WireListener } from '../dialects/script.ts';
import type { StepScope } from './scope.ts';

/** Hears what the steps of a run send to the database, exactly as the driver is given it: after Sequelize, after the gate. */
export interface Wire extends Pick<WireListener, 'sending'> {
  /** The session is open, and nothing has run in it yet. */
  opened(db: Connection): Promise<void>;
  /** An attempt at a step begins; an earlier one at the same step was rolled back. */
  attempt(scope: StepScope): void;
  /** A statement was done; `own` when it was the gate's, or of an operation of ours, and not of the revision's own words. */
  sent(sql: string, values: BoundValues | null, own: boolean): void;
}
