/** The columns of the revision table, on every database. */
export const REVISION_COLUMNS = ['revision', 'checksum', 'applied_at', 'duration_ms', 'kind'] as const;

/** The columns of the history table, on every database. */
export const HISTORY_COLUMNS = [
  'id',
  'revision',
  'event',
  'started_at',
  'duration_ms',
  'checksum',
  'actor',
  'tool_version',
  'outcome',
] as const;
