import { tableArgument } from '../changes/column-sql.ts';
import { describe, isDestructive, type SchemaChange } from '../changes/index.ts';
import { title } from '../changes/object-names.ts';
import { neverFits } from '../changes/type-kinds.ts';
import { display, type QualifiedName } from '../model/names.ts';
import type { Call, DialectName } from '../model/statement.ts';
import { Code, printedCall } from './literal.ts';

/** What surrounds a call: whether its table has rows already. */
export interface HintFrame {
  readonly dialect: DialectName;
  /** The call itself, for the sketch of a way in several steps. */
  readonly call: Call;
  isNew(table: QualifiedName): boolean;
  /** By their titles what objects name that goes in the same revision: they cannot stay. */
  readonly orphans: ReadonlyMap<string, string>;
}

// A value that a person thinks of.
const ANY = new Code('…', []);

/** Lines of comment above a call: what it destroys, and what rows that are there may have against it. */
export function hintsOf(change: SchemaChange, frame: HintFrame): readonly string[] {
  if (isDestructive(change)) return [`destroys: ${lost(change)}`];
  switch (change.kind) {
    case 'add column':
      return frame.isNew(change.table) ? [] : addColumn(change, frame);
    case 'alter column':
      return [
        ...(frame.dialect === 'postgres' ? uncastable(change) : []),
        ...(change.to.nullable === false ? setNotNull(change) : []),
      ];
    case 'add unique':
    case 'add primary key':
      return frame.isNew(change.table) ? [] : ['fails while two rows have the same values there'];
    case 'create index':
      return change.index.unique && !frame.isNew(change.table)
        ? ['fails while two rows have the same values there']
        : [];
    case 'add foreign key':
      return frame.isNew(change.table) ? [] : addForeignKey(change, frame);
    case 'add check':
      return frame.isNew(change.table) ? [] : ['fails while a row breaks it'];
    case 'drop object': {
      const named = frame.orphans.get(title(change.object));
      return named === undefined
        ? []
        : [`it names ${named}, which goes: make it again without, where it is still wanted`];
    }
    case 'set enum labels': {
      const gone = change.from.filter((label) => !change.to.includes(label));
      return gone.length === 0
        ? []
        : [
            `fails while a row has ${gone.map((label) => `'${label}'`).join(' or ')}: give such rows another value before`,
          ];
    }
    default:
      return [];
  }
}

type Of<Kind extends SchemaChange['kind']> = Extract<SchemaChange, { readonly kind: Kind }>;

function lost(change: SchemaChange): string {
  if (change.kind === 'drop table') return `the table ${display(change.name)} with its rows`;
  if (change.kind === 'drop column') return `the values of ${display(change.table)}.${change.name}`;
  return describe(change);
}

function addColumn({ table, column }: Of<'add column'>, { call }: HintFrame): readonly string[] {
  const filled = column.nullable || column.default !== null || column.identity !== null || column.generated !== null;
  if (filled) return [];
  const { allowNull: _required, ...words } = Object(call.args[2]) as Record<string, unknown>;
  const target = tableArgument(table);
  return [
    `fails while ${display(table)} has rows: they would have no value. In steps that do not:`,
    ...sketch('addColumn', target, column.name, words),
    ...sketch('batchUpdate', target, { set: { [column.name]: ANY } }),
    ...sketch('setNotNull', target, column.name),
  ];
}

function setNotNull({ table, name }: Of<'alter column'>): readonly string[] {
  return [
    'fails while a row has NULL there; give such rows a value before:',
    ...sketch('batchUpdate', tableArgument(table), { set: { [name]: ANY }, where: { [name]: null } }),
  ];
}

function uncastable({ table, name, from, to }: Of<'alter column'>): readonly string[] {
  if (from?.type === undefined || to.type === undefined || !neverFits(from.type, to.type)) return [];
  return [
    `fails while ${display(table)} has rows with a value there: no ${from.type} is a ${to.type}. In steps that do not: add a column`,
    `of the new type, fill it, remove ${name}, and give the new one its name`,
  ];
}

function addForeignKey({ table, constraint }: Of<'add foreign key'>, { dialect, call }: HintFrame): readonly string[] {
  const target = display(constraint.references.table);
  const first = `fails while a row points at nothing in ${target}`;
  const apart = dialect === 'postgres' && constraint.validated && constraint.name !== null;
  if (!apart) return [first];
  const words = Object(call.args[1]) as Record<string, unknown>;
  return [
    `${first}. Without a long lock, the second in a revision of its own:`,
    ...sketch('addConstraint', tableArgument(table), { ...words, notValid: true }),
    ...sketch('validateConstraint', tableArgument(table), constraint.name),
  ];
}

function sketch(method: string, ...args: readonly unknown[]): readonly string[] {
  return `${printedCall(`await op.${method}`, args)};`.split('\n').map((line) => `  ${line}`);
}
