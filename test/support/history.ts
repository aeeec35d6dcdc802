/** The text of a revision file: plain JavaScript with a header. */
export function revisionFile(
  id: string,
  parents: string | readonly string[] | null,
  body: { up?: string; down?: string; more?: string } = {},
): string {
  return `export const revision = '${id}';
export const downRevision = ${JSON.stringify(parents)};
${body.more ?? ''}
export async function up(op, Sequelize) { ${body.up ?? ''} }
export async function down(op, Sequelize) { ${body.down ?? ''} }
`;
}

/** A line of revisions `r0001…`, each making a table with a row; as files of `migrations/`. */
export function line(count: number): Record<string, string> {
  const id = (index: number) => `r${String(index).padStart(4, '0')}`;
  return Object.fromEntries(
    Array.from({ length: count }, (_, index) => [
      `migrations/${id(index)}.js`,
      revisionFile(id(index), index === 0 ? null : id(index - 1), {
        up: `await op.createTable('t${index}', { id: { type: Sequelize.INTEGER, primaryKey: true }, n: Sequelize.INTEGER });
          await op.bulkInsert('t${index}', [{ id: 1, n: ${index} }]);
          await op.addIndex('t${index}', ['n'], { name: 't${index}_n' });
          ${index > 0 ? `await op.execute('INSERT INTO t0 (id, n) SELECT max(id) + 1, ${index} FROM t0');` : ''}`,
        down: `${index > 0 ? `await op.execute('DELETE FROM t0 WHERE n = ${index}');` : ''} await op.dropTable('t${index}');`,
      }),
    ]),
  );
}
