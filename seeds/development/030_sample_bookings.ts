/**
 * A user, two workers and three bookings to look at.
 */
import type { Operations } from 'windlass';

const EMAIL = 'ada@harbour.test';
const WORKERS = ['Grace', 'Linus'];

export async function run(op: Operations) {
  const organization_id = await idOf(op, 'organizations', 'name', 'Harbour Repairs');
  const created_at = new Date('2026-11-20T09:00:00Z');
  await op.upsert('users', [{ organization_id, email: EMAIL, created_at }], { key: 'email' });
  const workers = WORKERS.map((name) => ({ organization_id, name }));
  await op.upsert('workers', workers, { key: ['organization_id', 'name'] });
  const user_id = await idOf(op, 'users', 'email', EMAIL);
  const ids = await Promise.all(WORKERS.map((name) => idOf(op, 'workers', 'name', name)));
  const bookings = [
    { user_id, worker_id: ids[0], ...hours(9, 10), priority: 'normal' },
    { user_id, worker_id: ids[1], ...hours(11, 13), priority: 'high' },
    { user_id, worker_id: null, ...hours(14, 15), priority: 'normal' },
  ];
  await op.upsert('bookings', bookings, { key: ['user_id', 'starts_at'] });
}

export async function undo(op: Operations) {
  await op.execute('DELETE FROM users WHERE email = $1', { bind: [EMAIL] }); // takes the bookings along
  for (const name of WORKERS) await op.execute('DELETE FROM workers WHERE name = $1', { bind: [name] });
}

function hours(from: number, to: number) {
  const at = (hour: number) => new Date(Date.UTC(2026, 11, 1, hour));
  return { starts_at: at(from), ends_at: at(to) };
}

async function idOf(op: Operations, table: string, column: string, value: string): Promise<number> {
  const [row] = (await op.execute(`SELECT id FROM ${table} WHERE ${column} = $1`, { bind: [value] })) as {
    id: number;
  }[];
  if (row === undefined) throw new Error(`${table} has no ${value}`);
  return row.id;
}
