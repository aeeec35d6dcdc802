/**
 * The least that running revisions on Sequelize can cost, as a script of CommonJS: the files imported, `up` on one pinned connection inside
 * BEGIN and COMMIT, both rows beside it; no lock, no graph, no checks. Takes the URL of an empty PostgreSQL database.
 */
export function sequelizeAlone(rows: { readonly create: readonly string[]; readonly step: readonly string[] }): string {
  return `
const { Sequelize } = require('sequelize');
require('umzug');
const { readdirSync } = require('node:fs');
const rows = ${JSON.stringify(rows)};
(async () => {
  const sequelize = new Sequelize(process.argv[2], { logging: false });
  const connection = await sequelize.connectionManager.getConnection();
  Object.assign(sequelize.connectionManager, { getConnection: async () => connection, releaseConnection() {} });
  await connection.query(rows.create.join(';'));
  const files = [];
  for (const file of readdirSync('migrations').sort()) files.push(await import(process.cwd() + '/migrations/' + file));
  for (const [index, file] of files.entries()) {
    await connection.query('BEGIN');
    await file.up(sequelize.getQueryInterface(), Sequelize);
    await connection.query(rows.step.join(';').replaceAll('r%', 'r' + index) + ';COMMIT');
  }
  await connection.end();
})();
`;
}
