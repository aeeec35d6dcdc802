import type { Kinds } from './family.ts';

/** SQL text of which nothing is known. `down` null: it cannot be taken back; empty: nothing has to be. */
export interface RawChange {
  readonly kind: 'execute';
  readonly up: string;
  readonly down: string | null;
}

/** SQL as it stands. */
export const raw: Kinds<RawChange> = {
  execute: {
    phase: 'create objects',
    destructive: false,
    reverse: ({ up, down }) => (down === null ? null : { kind: 'execute', up: down, down: up }),
    apply: (_, schema) => schema,
    sql: ({ up }) => [{ sql: up }],
    describe: ({ up }) => `execute ${up.replace(/\s+/g, ' ').slice(0, 60)}`,
    render: ({ up }) => ({ method: 'execute', args: [up] }),
  },
};
