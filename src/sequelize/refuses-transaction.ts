/** The driver's own error, which Sequelize wraps and an operation of ours does not. */
export function driverError(error: unknown): {
  readonly code?: string;
  readonly detail?: string;
  readonly hint?: string;
} {
  return (error as { parent?: object } | null)?.parent ?? (error as object | null) ?? {};
}

/**
 * Whether an error says that the statement can only run outside a transaction. PostgreSQL: active_sql_transaction (CONCURRENTLY, VACUUM) and
 * unsafe_new_enum_value_usage; SQLite has words only. Takes the error of Sequelize or of the driver.
 */
export function refusesTransaction(error: unknown): boolean {
  const { code } = driverError(error);
  if (code === '25001' || code === '55P04') return true;
  return /cannot VACUUM from within|cannot change into wal mode from within|Safety level may not be changed inside/.test(
    String((error as Error | undefined)?.message),
  );
}
