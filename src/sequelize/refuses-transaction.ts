/**
 * Whether a statement failed because no transaction allows it: PostgreSQL's active_sql_transaction (CONCURRENTLY, VACUUM) and
 * unsafe_new_enum_value_usage; SQLite has words only. Takes the error of Sequelize or of the driver.
 */
export function refusesTransaction(error: unknown): boolean {
  const { code, parent } = (error ?? {}) as { code?: string; parent?: { code?: string } };
  if (['25001', '55P04'].includes(parent?.code ?? code ?? '')) return true;
  return /cannot VACUUM from within|cannot change into wal mode from within|Safety level may not be changed inside/.test(
    String((error as Error | undefined)?.message),
  );
}
