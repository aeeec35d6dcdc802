import type { Column, Table } from '../../model/schema.ts';
import type { TableBesides } from './besides.ts';
import { isSameDefault } from './defaults.ts';

/** The columns of a table in live's order, the new ones behind; a generated column is one that no model can say. */
export function columnsSaid(live: Table, desired: Table, besides: TableBesides): readonly Column[] {
  const said = new Map(desired.columns.map((column) => [column.name, column]));
  const key = new Set(desired.constraints.flatMap((own) => (own.kind === 'primary key' ? own.columns : [])));
  const known = new Set(live.columns.map(({ name }) => name));
  const kept = live.columns.flatMap((own) => {
    const column = said.get(own.name);
    if (column === undefined) return own.generated === null && own.inherited !== true ? [] : [own];
    return [columnSaid(own, column, { ...besides, inKey: key.has(own.name) })];
  });
  return [...kept, ...desired.columns.filter(({ name }) => !known.has(name))];
}

function columnSaid(live: Column, desired: Column, besides: TableBesides & { readonly inKey: boolean }): Column {
  const counting = isCounting(live) && isCounting(desired);
  const { sequence, notNull, notNullName, onConflict, ...own } = live;
  // Sequelize writes NOT NULL for a key on PostgreSQL only, and means it everywhere
  const nullable = besides.inKey && !live.nullable ? false : desired.nullable;
  const options = counting ? sequence : desired.sequence;
  return {
    ...own,
    ...(options !== undefined && { sequence: options }),
    ...(nullable === live.nullable && ofNotNull({ notNull, notNullName, onConflict })),
    type: desired.type,
    nullable,
    default: counting || live.generated !== null ? live.default : defaultSaid(live, desired, besides),
    identity: counting ? live.identity : desired.identity,
    collation: desired.collation ?? live.collation,
    comment: desired.comment ?? live.comment,
  };
}

type OfNotNull = Pick<Column, 'notNull' | 'notNullName' | 'onConflict'>;

// What a NOT NULL has besides, as far as it has.
function ofNotNull(own: { readonly [name in keyof OfNotNull]: Column[name] | undefined }): OfNotNull {
  return Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined));
}

function defaultSaid(live: Column, desired: Column, { filled, dialect }: TableBesides): string | null {
  if (isSameDefault(live.default, desired.default, dialect)) return live.default;
  return desired.default === null && filled(live.name) ? live.default : desired.default;
}

// A serial, an identity, and a default that takes a sequence nobody owns (a dump that lost it) all count; how, no model cares.
function isCounting({ identity, default: own }: Column): boolean {
  if (identity === 'autoincrement') return false;
  return identity !== null || /^nextval\('(?:[^']|'')*'::regclass\)$/.test(own ?? '');
}
