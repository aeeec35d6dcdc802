import type { MigratorEvent } from './events.ts';

/** What surrounds a migrator: who runs it, who listens, what stops it. */
export interface MigratorHost {
  readonly actor: string;
  readonly toolVersion: string;
  readonly report: (event: MigratorEvent) => void;
  readonly signal: AbortSignal;
}
