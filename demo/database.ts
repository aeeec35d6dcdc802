import { isAbsolute, resolve } from 'node:path';
import { Sequelize } from 'sequelize';

const OPEN_READWRITE = 2; // sqlite3's constant; with its default an application would create a database that is gone

/** The file of a SQLite URL, written as Windlass writes it (a relative path starts at `directory`); `null` for PostgreSQL. */
export function databaseFile(url: string, directory: string): string | null {
  if (!url.startsWith('sqlite')) return null;
  const path = url.replace(/^sqlite3?:(?:\/\/(?=\/))?/, '').replace(/\?.*$/, '');
  return isAbsolute(path) ? path : resolve(directory, path);
}

/** A Sequelize of that database. It connects with the first query. */
export function connect(url: string, directory: string): Sequelize {
  const storage = databaseFile(url, directory);
  if (storage === null) return new Sequelize(url, { logging: false });
  return new Sequelize({ dialect: 'sqlite', storage, logging: false, dialectOptions: { mode: OPEN_READWRITE } });
}
