import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { DataTypes, type Model, type ModelStatic, type Sequelize } from 'sequelize';

/** A booking as the application shows it; the times in ISO 8601. */
export interface ShownBooking {
  readonly id: number;
  readonly user: string;
  readonly worker: string | null;
  readonly starts_at: string;
  readonly ends_at: string;
  readonly priority: string;
}

type Models = Record<string, ModelStatic<Model>>;
type Define = (
  sequelize: Sequelize,
  types: typeof DataTypes,
) => ModelStatic<Model> & { associate?(models: Models): void };

const FOLDER = fileURLToPath(new URL('models/', import.meta.url));
const MOST = 100;

/** Every model of `models/`, by name, defined on that Sequelize and associated. */
export async function defineModels(sequelize: Sequelize): Promise<Models> {
  const defined: (ModelStatic<Model> & { associate?(models: Models): void })[] = [];
  for (const file of (await readdir(FOLDER)).filter((name) => name.endsWith('.ts')).sort()) {
    const { default: define } = (await import(pathToFileURL(join(FOLDER, file)).href)) as { default: Define };
    defined.push(define(sequelize, DataTypes));
  }
  const models: Models = Object.fromEntries(defined.map((model) => [model.name, model]));
  for (const model of defined) model.associate?.(models);
  return models;
}

/** The next hundred bookings by their start. Throws Sequelize's own errors. */
export async function listBookings(models: Models): Promise<readonly ShownBooking[]> {
  const include = ['User', 'Worker'];
  const rows = await models.Booking?.findAll({ include, order: ['starts_at', 'id'], limit: MOST });
  return (rows ?? []).map((row) => {
    const booking = row.get({ plain: true });
    return {
      id: booking.id,
      user: booking.User.email,
      worker: booking.Worker?.name ?? null,
      starts_at: booking.starts_at.toISOString(),
      ends_at: booking.ends_at.toISOString(),
      priority: booking.priority,
    };
  });
}

/** The bookings as a page. */
export function bookingsPage(bookings: readonly ShownBooking[]): string {
  const cells = (values: readonly (string | number | null)[]) =>
    values.map((value) => `<td>${escaped(String(value ?? '–'))}</td>`).join('');
  const rows = bookings.map(({ id, user, worker, starts_at, ends_at, priority }) => {
    return `<tr>${cells([id, user, worker, starts_at, ends_at, priority])}</tr>`;
  });
  const head = ['Id', 'User', 'Worker', 'Start', 'End', 'Priority'].map((name) => `<th>${name}</th>`);
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Bookings</title>
<h1>Bookings</h1>
<table>
<tr>${head.join('')}</tr>
${rows.join('\n')}
</table>
<p>${bookings.length === 0 ? 'No bookings yet.' : `${bookings.length} shown.`} <a href="/bookings">JSON</a> <a href="/healthz">health</a></p>
</html>
`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`);
}
