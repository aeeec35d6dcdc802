import type { DialectName } from '../model/statement.ts';

export type { DialectName };

/** How to reach one database, in Sequelize's own words; what a driver alone does not need is in `sequelize`. */
export interface ConnectionOptions {
  readonly host?: string | undefined;
  readonly port?: number | undefined;
  readonly database?: string | undefined;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  /** SQLite: an absolute path, or `:memory:`. */
  readonly storage?: string | undefined;
  readonly dialectOptions?: Readonly<Record<string, unknown>> | undefined;
  /** Everything else a sequelize-cli configuration says (`define`, `timezone`, …), handed to Sequelize as it is. */
  readonly sequelize?: Readonly<Record<string, unknown>> | undefined;
}

/** One database: how to reach it and how to speak of it. */
export interface DatabaseTarget {
  readonly dialect: DialectName;
  /** Its URL with the password masked: safe to print. */
  readonly display: string;
  /** Every written form of its password, to be masked in all output. */
  readonly secrets: readonly string[];
  readonly options: ConnectionOptions;
}
