/** How a file was written: with a Windlass header, or for sequelize-cli or Umzug. */
export type RevisionForm = 'windlass' | 'sequelize-cli' | 'umzug';

/** One migration file, as its text describes it; nothing in it has been imported. */
export interface Revision {
  readonly id: string;
  /** The revisions it builds on (`downRevision`); none: it starts at base; several: it is a merge. */
  readonly parents: readonly string[];
  /** Revisions that must be applied first without being parents. */
  readonly dependsOn: readonly string[];
  readonly labels: readonly string[];
  /** The first line of the leading doc comment, else the words of the file's name. */
  readonly message: string;
  /** The whole leading doc comment, without its stars; empty when there is none. */
  readonly doc: string;
  /** Absolute path of the file. */
  readonly path: string;
  /** SHA-256 of the text with line ends made LF, in hex. */
  readonly checksum: string;
  readonly form: RevisionForm;
  /** False when the step runs outside a transaction (`export const transaction = false`). */
  readonly transaction: boolean;
  /** Why it cannot be taken back, or null when it can. */
  readonly irreversible: string | null;
}
