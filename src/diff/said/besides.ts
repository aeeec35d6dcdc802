import type { DialectName } from '../../model/statement.ts';

/** What holds for one table besides what its models say. */
export interface TableBesides {
  readonly dialect: DialectName;
  /** Whether the application always fills that column itself. */
  filled(column: string): boolean;
}
