import { existsSync, readFileSync } from 'node:fs';
import type { Connection, Row } from '../dialects/connection.ts';
import { ConfigInvalid } from '../errors.ts';
import { patiently } from '../runner/applied.ts';
import type { RunContext } from '../runner/context.ts';
import { readMeta } from '../runner/meta-table.ts';
import { stem } from './load.ts';
import type { Seed } from './seed.ts';

/** A seed that counts as applied. */
export interface AppliedSeed {
  readonly name: string;
  readonly checksum: string;
  /** As the database writes it; null: not known, it was sequelize-cli. */
  readonly appliedAt: string | null;
  readonly kind: 'applied' | 'adopted';
}

/** How a seed stands. `changed`: a repeatable one that runs again; `edited`: one that ran once, and whose text is another now. */
export type SeedState = 'applied' | 'pending' | 'changed' | 'edited';

/**
 * The seeds that count as applied, oldest first. Where Windlass has run none, those that sequelize-cli has noted down do: its table is read, and read only until
 * there is ours.
 */
export async function readAppliedSeeds(
  db: Connection,
  context: RunContext,
  seeds: readonly Seed[],
): Promise<readonly AppliedSeed[]> {
  const { present, read } = context.dialect.state(context.names).seed;
  const found = await patiently(db, context, () => db.query(present));
  return found.length === 0
    ? adopted(db, context, seeds)
    : appliedSeeds(await patiently(db, context, () => db.query(read)));
}

/** The rows of our table as what they say. */
export function appliedSeeds(rows: readonly Row[]): readonly AppliedSeed[] {
  return rows.map((row) => ({
    name: String(row.name),
    checksum: String(row.checksum),
    appliedAt: String(row.applied_at),
    kind: row.kind as AppliedSeed['kind'],
  }));
}

/** The seeders that sequelize-cli has noted down, in its table or its file, and that have a file; compiled TypeScript is stored as .js. */
export async function adopted(
  db: Connection,
  context: RunContext,
  seeds: readonly Seed[],
): Promise<readonly AppliedSeed[]> {
  const { seedFile, seedTable } = context;
  const noted = seedFile === null ? ((await readMeta(db, context, seedTable)) ?? []) : notedIn(seedFile);
  const names = new Set(noted.flatMap((name) => [name, stem(name)]));
  const known = seeds.filter(({ name, form }) => form === 'module' && (names.has(name) || names.has(stem(name))));
  return known.map(({ name, checksum }) => ({ name, checksum, appliedAt: null, kind: 'adopted' }));
}

// As sequelize-cli's storage "json" writes it: a list of names. It is there once a seeder has run.
function notedIn(file: string): readonly string[] {
  if (!existsSync(file)) return [];
  try {
    return [JSON.parse(readFileSync(file, 'utf8'))].flat().map(String);
  } catch (cause) {
    const remedy = 'mend it, or take "seederStorage" out of the configuration of sequelize-cli';
    throw new ConfigInvalid(`${file} is no list of seeders: ${(cause as Error).message}`, remedy, { cause });
  }
}

/** How a seed stands beside its row. */
export function stateOf({ mode, checksum }: Seed, applied: AppliedSeed | undefined): SeedState {
  if (applied === undefined) return 'pending';
  if (applied.checksum === checksum) return 'applied';
  return mode === 'repeatable' ? 'changed' : 'edited';
}

/** Whether a seed has work to do. */
export function due(state: SeedState): boolean {
  return state === 'pending' || state === 'changed';
}
