import { resolve } from 'node:path';
import type { Sequelize } from 'sequelize';
import type { DatabaseTarget } from '../dialects/target.ts';

interface Inner {
  readonly options: { dialect?: string; storage?: string; host?: string };
  readonly config: { host?: string; port?: string | number; database?: string };
}

/** Where an instance works, as one text. */
export function placeOf(instance: Sequelize): string {
  const { options, config } = instance as unknown as Inner;
  const { dialect = '', storage } = options;
  return place({ ...config, dialect, storage: storage ?? options.host });
}

/** Where an instance with the options of a target would work, as the same text. */
export function placeOfTarget({ dialect, options }: DatabaseTarget): string {
  return place({ ...options, dialect });
}

function place(at: {
  readonly dialect: string;
  readonly storage?: string | undefined;
  readonly host?: string | undefined;
  readonly port?: string | number | undefined;
  readonly database?: string | undefined;
}): string {
  if (at.dialect === 'sqlite') return `sqlite ${resolve(at.storage ?? ':memory:')}`;
  const host = (at.host ?? 'localhost').replace(/^(?:127\.0\.0\.1|::1)$/, 'localhost');
  return `${at.dialect} ${host} ${at.port ?? 5432} ${at.database}`;
}
