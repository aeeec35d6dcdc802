import { deepEqual } from 'node:assert/strict';
import type { Revision } from '../graph/revision.ts';
import { display } from '../model/names.ts';
import type { SchemaSnapshot } from '../model/schema.ts';
import { danglingKeys } from './dangling-keys.ts';
import type { ScratchHistory } from './scratch-history.ts';

/** A database of the suite. */
export interface SuiteDatabase {
  readonly scratch: ScratchHistory;
  readonly hasModels: boolean;
  readonly hasSeeds: boolean;
  /** As they are applied. */
  readonly revisions: readonly Revision[];
  /** What several tests need is made once. */
  once<T>(name: string, work: () => Promise<T>): Promise<T>;
}

/** One test of each database; it throws when the history does not pass. */
export interface DatabaseCheck {
  readonly title: string;
  readonly run: (database: SuiteDatabase) => Promise<void>;
}

/** The tests that every database is put to, in order. */
export const CHECKS: readonly DatabaseCheck[] = [
  { title: 'an empty database goes up to the heads', run: raised },
  { title: 'the models say what the revisions make', run: agreeing },
  { title: 'every model file registers a model', run: registering },
  { title: 'foreign keys point at tables and columns that exist', run: pointing },
  { title: 'a second run of a seed changes nothing', run: idempotent },
  { title: 'nothing is left after the way down to base', run: nothingLeft },
];

/** The schema at the heads. */
export async function upgraded(database: SuiteDatabase): Promise<SchemaSnapshot> {
  await raised(database);
  return database.once('schema', () => database.scratch.schema());
}

function raised({ scratch, once }: SuiteDatabase): Promise<void> {
  return once('upgrade', async () => {
    await scratch.migrator.upgrade(['heads']);
  });
}

async function agreeing(database: SuiteDatabase): Promise<void> {
  const list = await differing(database);
  deepEqual(
    list.filter(({ kind }) => kind !== MODEL_FILE).map(({ detail }) => detail),
    [],
  );
}

async function registering(database: SuiteDatabase): Promise<void> {
  const list = await differing(database);
  deepEqual(
    list.filter(({ kind }) => kind === MODEL_FILE).map(({ detail }) => detail),
    [],
  );
}

const MODEL_FILE = 'model file';

async function differing(database: SuiteDatabase) {
  if (!database.hasModels) return [];
  await upgraded(database);
  const check = () => database.scratch.migrator.check({ models: true, database: false });
  return (await database.once('check', check)).differences;
}

async function pointing(database: SuiteDatabase): Promise<void> {
  deepEqual(danglingKeys(await upgraded(database)), []);
}

async function idempotent(database: SuiteDatabase): Promise<void> {
  if (!database.hasSeeds) return;
  await upgraded(database);
  const tried = await database.scratch.migrator.checkSeeds();
  const said = tried.flatMap(({ seed, differences }) => differences.map(({ detail }) => `${seed}: ${detail}`));
  deepEqual(said, []);
}

// The last of all: the others look at the heads, or at what they kept of them.
async function nothingLeft(database: SuiteDatabase): Promise<void> {
  await upgraded(database);
  await differing(database);
  const { scratch, revisions } = database;
  const stop = revisions.findLast(({ irreversible }) => irreversible !== null);
  if (stop !== undefined) return void (await scratch.migrator.downgrade(stop.id)); // it says that there is no way further
  await scratch.migrator.downgrade('base');
  const { tables, enums, objects } = await scratch.schema();
  const left = [
    ...tables.map(({ name }) => `table ${display(name)}`),
    ...enums.map(({ name }) => `enum type ${display(name)}`),
    ...objects.map(({ type, name }) => `${type} ${display(name)}`),
  ];
  deepEqual(left, []);
}
