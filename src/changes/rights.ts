import { display } from '../model/names.ts';
import type { Grants } from '../model/schema.ts';
import { AS_TEXT, type Names } from './as-text.ts';
import type { Kinds } from './family.ts';

/** What the rights are on. */
export type Holding = Omit<Grants, 'to'>;

/** All rights on something; null: those that its owner and PUBLIC have by default. */
export interface RightsChange {
  readonly kind: 'set grants';
  readonly on: Holding;
  readonly from: Grants['to'] | null;
  readonly to: Grants['to'] | null;
}

/** GRANT and REVOKE, as far as two states of the rights differ (PostgreSQL). SQLite has no users: nothing is done there. */
export const rights: Kinds<RightsChange> = {
  'set grants': {
    phase: 'comments',
    destructive: false,
    reverse: ({ from, to, ...change }) => ({ ...change, from: to, to: from }),
    apply: ({ on, to }, schema) => {
      const all = schema.grants ?? [];
      const others = all.filter((own) => holdingOf(own) !== holdingOf(on));
      const owner = all.find((own) => holdingOf(own) === holdingOf(on))?.owner;
      return {
        ...schema,
        grants: to === null ? others : [...others, { ...on, ...(owner !== undefined && { owner }), to }],
      };
    },
    sql: (change, write) => (write.dialect === 'sqlite' ? [] : statements(change, write).map((sql) => ({ sql }))),
    describe: ({ on }) => `set grants on ${holdingOf(on)}`,
    render: (change) => ({ method: 'execute', args: [statements(change, AS_TEXT).join(';\n')] }),
  },
};

/** What rights are on, in a sentence. */
export function holdingOf({ on, name, column, signature }: Holding): string {
  return `${on} ${display(name)}${column === null ? '' : `.${column}`}${signature === null ? '' : `(${signature})`}`;
}

// Manual, table 5.2: what there is, and what PUBLIC has of it from the start. MAINTAIN (17) is left out: older servers do not know it.
const KINDS: Readonly<Record<Grants['on'], { readonly all: string; readonly everybody: readonly string[] }>> = {
  table: { all: 'SELECT INSERT UPDATE DELETE TRUNCATE REFERENCES TRIGGER', everybody: [] },
  column: { all: '', everybody: [] },
  sequence: { all: 'SELECT UPDATE USAGE', everybody: [] },
  function: { all: 'EXECUTE', everybody: ['EXECUTE'] },
  schema: { all: 'CREATE USAGE', everybody: [] },
  type: { all: 'USAGE', everybody: ['USAGE'] },
  language: { all: 'USAGE', everybody: ['USAGE'] },
  server: { all: 'USAGE', everybody: [] },
  'foreign data wrapper': { all: 'USAGE', everybody: [] },
};

interface Held {
  readonly plain: readonly string[];
  readonly handedOn: readonly string[];
}

const NONE: Held = { plain: [], handedOn: [] };

function held(on: Holding, state: Grants['to'] | null, role: string | null): Held | 'all' {
  const { all, everybody } = { ...KINDS[on.on], ...(on.everybody !== undefined && { everybody: on.everybody }) };
  if (state === null)
    return role === null ? (all === '' ? NONE : 'all') : role === 'PUBLIC' ? { plain: everybody, handedOn: [] } : NONE;
  const own = state.find((candidate) => candidate.role === role);
  if (own === undefined) return NONE;
  const whole = role === null && all !== '' && all.split(' ').every((right) => own.privileges.includes(right));
  return whole ? 'all' : { plain: own.privileges, handedOn: own.grantOption };
}

function statements({ on, from, to }: RightsChange, write: Names): readonly string[] {
  const roles = new Set([
    null,
    'PUBLIC',
    ...(from ?? []).map(({ role }) => role),
    ...(to ?? []).map(({ role }) => role),
  ]);
  return [...roles].flatMap((role) => {
    const [before, after] = [held(on, from, role), held(on, to, role)];
    return changed(on, { before, after }, roleName(role, on, write), write);
  });
}

// The owner of what is made just before is whoever runs this; else a superuser may.
function roleName(role: string | null, { owner }: Holding, write: Names): string {
  if (role === null) return owner === undefined ? 'CURRENT_USER' : write.quote(owner);
  return role === 'PUBLIC' ? 'PUBLIC' : write.quote(role);
}

interface Step {
  readonly before: Held | 'all';
  readonly after: Held | 'all';
}

function changed(on: Holding, { before, after }: Step, role: string, write: Names): readonly string[] {
  const grant = (list: readonly string[], option = '') =>
    list.length === 0 ? [] : [`GRANT ${rightsOf(on, list, write)} ON ${targetOf(on, write)} TO ${role}${option}`];
  const revoke = (list: readonly string[], option = '') =>
    list.length === 0 ? [] : [`REVOKE ${option}${rightsOf(on, list, write)} ON ${targetOf(on, write)} FROM ${role}`];
  if (after === 'all') return before === 'all' ? [] : grant(['ALL']);
  const had = before === 'all' ? NONE : before;
  const minus = (one: readonly string[], other: readonly string[]) => one.filter((right) => !other.includes(right));
  return [
    ...(before === 'all' ? revoke(['ALL']) : revoke(minus(had.plain, after.plain))),
    ...revoke(minus(minus(had.handedOn, after.handedOn), minus(had.plain, after.plain)), 'GRANT OPTION FOR '),
    ...grant(minus(minus(after.plain, had.plain), after.handedOn)),
    ...grant(minus(after.handedOn, had.handedOn), ' WITH GRANT OPTION'),
  ];
}

function rightsOf({ column }: Holding, rightsHeld: readonly string[], write: Names): string {
  return rightsHeld.map((right) => (column === null ? right : `${right} (${write.quote(column)})`)).join(', ');
}

function targetOf({ on, name, signature }: Holding, write: Names): string {
  if (on === 'column') return `TABLE ${write.name(name)}`;
  if (on === 'function') return `ROUTINE ${write.name(name)}(${signature ?? ''})`;
  return `${on === 'server' ? 'FOREIGN SERVER' : on.toUpperCase()} ${write.name(name)}`;
}

/** The statements that give something new the rights that a snapshot has on it; none where they are the default ones. */
export function rightsSql(on: Holding, grants: readonly Grants[], write: Names): readonly string[] {
  const own = grants.find((each) => holdingOf(each) === holdingOf(on));
  return own === undefined ? [] : statements({ kind: 'set grants', on, from: null, to: own.to }, write);
}
