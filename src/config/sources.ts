import type { SequelizeProject } from './sequelize-project.ts';
import type { Language } from './settings.ts';

/** The command line's options that are settings, as typed. */
export interface Flags {
  readonly config?: string | undefined;
  readonly env?: string | undefined;
  readonly url?: string | undefined;
  readonly migrations?: string | readonly string[] | undefined;
  readonly schema?: string | undefined;
  /** True: `--wait` without a time, which is 60 seconds. */
  readonly wait?: string | boolean | undefined;
  readonly lockTimeout?: string | undefined;
  readonly allowAhead?: boolean | undefined;
}

/** A windlass configuration as its file exports it. */
export interface ConfigFile {
  /** Absolute path. */
  readonly path: string;
  /** How errors call it: `windlass.config.ts`, `the "windlass" key of package.json`. */
  readonly name: string;
  readonly value: unknown;
}

/** Everything that settings are made of, already read: making them touches neither files nor the process. */
export interface SettingsSources {
  /** The project's folder, absolute. */
  readonly directory: string;
  /** Paths of flags and environment start here. Default: `directory`. */
  readonly cwd?: string | undefined;
  readonly flags?: Flags | undefined;
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  readonly file?: ConfigFile | null | undefined;
  /** A sequelize-cli project: its settings count where the windlass configuration says nothing. */
  readonly sequelize?: SequelizeProject | null | undefined;
  /** Default language of new revisions. Default `ts`. */
  readonly language?: Language | undefined;
  /** Reads a file that a setting names (a mounted secret, a certificate). Throws a MigratorError that uses `purpose`. */
  readonly readText?: ReadText | undefined;
}

/** The text of a file; `purpose` is the setting that names it, for the error. */
export type ReadText = (path: string, purpose: string) => string;
