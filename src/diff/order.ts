import type { SchemaChange } from '../changes/index.ts';
import type { Made } from './made.ts';
import { RANKS, type Rank } from './ranks.ts';

const PLACES: ReadonlyMap<Rank, number> = new Map(RANKS.map((rank, at) => [rank, at]));

/** The changes in an order in which they can run; those of one rank stay in the order that they are given in. */
export function inOrder(list: readonly Made[]): readonly Made[] {
  const place = ({ change, rank }: Made) => PLACES.get(rank ?? rankOf(change)) ?? 0;
  return list
    .map((one) => [place(one), one] as const)
    .sort(([one], [other]) => one - other)
    .map(([, one]) => one);
}

const BY_KIND: Readonly<Partial<Record<SchemaChange['kind'], Rank>>> = {
  'create table': 'create tables',
  'drop table': 'drop tables',
  'add foreign key': 'add foreign keys',
  'drop foreign key': 'drop foreign keys',
  'validate constraint': 'validate',
  'create enum': 'create types',
  'drop enum': 'drop types',
  'add enum value': 'create types',
  'rename enum value': 'create types',
  'set enum labels': 'create types',
  'set comment': 'comments',
  'set note': 'comments',
  'create object': 'create late objects',
  'drop object': 'drop late objects',
  'replace object': 'create late objects',
  'set row security': 'table options',
  'set table options': 'table options',
  'set parents': 'set parents',
  'rename table': 'rename',
  'rename column': 'rename',
  'rename index': 'rename',
  'rename constraint': 'rename',
  'rename enum': 'rename',
  'drop constraint': 'drop constraints',
  'set column order': 'add generated columns',
  'drop index': 'drop constraints',
  'create index': 'add constraints',
};

function rankOf(change: SchemaChange): Rank {
  const known = BY_KIND[change.kind];
  if (known !== undefined) return known;
  if (change.kind === 'set grants') return change.to === null ? 'take rights' : 'give rights';
  // SQLite's stands behind the key
  if (change.kind === 'set identity' && change.from === 'autoincrement') return 'drop options';
  if (change.kind === 'set identity') return change.to === null ? 'drop identities' : 'add identities';
  if (change.kind === 'alter sequence') return change.to.table === null ? 'release sequences' : 'own sequences';
  if (change.kind.startsWith('drop ') && 'constraint' in change) return 'drop constraints';
  return change.kind.startsWith('add ') && 'constraint' in change ? 'add constraints' : 'columns';
}
