import type { QualifiedName } from '../model/names.ts';

/** What a seed's file is: a module with `run` or `up`, SQL text, rows. */
export type SeedForm = 'module' | 'sql' | 'csv' | 'json';

/** One seed as its file says it; nothing of it has been imported. */
export interface Seed {
  /** The file's path within the folder of seeds, with slashes: what it is known by. */
  readonly name: string;
  /** Absolute. */
  readonly path: string;
  readonly form: SeedForm;
  /** SHA-256 in hex, of the text with line ends made LF; of rows, with their options. */
  readonly checksum: string;
  /** `repeatable`: it runs again when its checksum changes. */
  readonly mode: 'once' | 'repeatable';
  /** The environments that it is for; empty: all. */
  readonly environments: readonly string[];
  /** Names of seeds that come before it. */
  readonly dependsOn: readonly string[];
  /** The columns that its rows are known again by; empty: none. */
  readonly key: readonly string[];
  /** Where the rows of a CSV or JSON file go. */
  readonly table: QualifiedName;
  readonly message: string;
}

/** What a header, a comment or a sidecar may say of a seed. */
export interface SeedOptions {
  readonly mode?: 'once' | 'repeatable';
  readonly environments?: readonly string[];
  readonly dependsOn?: readonly string[];
  readonly key?: readonly string[];
  readonly table?: string;
  readonly schema?: string | null;
}
