/** The first revision of the tests' projects: a table of rooms. */
export const ROOMS = `export const revision = 'a0000000';
export const downRevision = null;

export async function up(op, Sequelize) {
  await op.createTable('rooms', {
    id: { type: Sequelize.INTEGER, primaryKey: true, autoIncrement: true },
    name: { type: Sequelize.STRING(40), allowNull: false },
    note: Sequelize.TEXT,
  });
}

export async function down(op) {
  await op.dropTable('rooms');
}
`;

/** A second revision; each part stands on lines of its own. */
export function second(up: string, down: string, id = 'b0000000'): string {
  return `export const revision = '${id}';
export const downRevision = 'a0000000';

export async function up(op, Sequelize) {
  ${up}
}

export async function down(op, Sequelize) {
  ${down}
}
`;
}

/** A second revision as it should be. */
export const STARS = second(
  "await op.addColumn('rooms', 'stars', { type: Sequelize.INTEGER });",
  "await op.removeColumn('rooms', 'stars');",
);

/** A pull request that is as it should be: two revisions and a seed. */
export const GOOD: Readonly<Record<string, string>> = {
  'migrations/a_rooms.js': ROOMS,
  'migrations/b_stars.js': STARS,
  'seeds/010_rooms.json': '{ "key": ["id"], "mode": "repeatable", "rows": [ { "id": 901, "name": "blue" } ] }',
};

/** A project of sequelize-cli as its own guide makes it, in a folder, with nothing of Windlass. */
export function sequelizeCli(folder: string): Readonly<Record<string, string>> {
  const files = {
    '.sequelizerc': `const path = require('path');
module.exports = { config: path.resolve('config', 'database.js'), 'migrations-path': path.resolve('db', 'migrations') };
`,
    'config/database.js': `module.exports = { development: { use_env_variable: 'DATABASE_URL', dialect: 'postgres' }, test: { use_env_variable: 'DATABASE_URL', dialect: 'postgres' } };
`,
    'db/migrations/20200101000000-users.js': `'use strict';
module.exports = {
  async up(queryInterface, Sequelize) {
    await queryInterface.createTable('Users', { id: { type: Sequelize.INTEGER, primaryKey: true, autoIncrement: true }, name: Sequelize.STRING });
  },
  async down(queryInterface) {
    await queryInterface.dropTable('Users');
  },
};
`,
    'db/migrations/20200102000000-email.js': `'use strict';
module.exports = {
  up: (queryInterface, Sequelize) => queryInterface.addColumn('Users', 'email', { type: Sequelize.STRING }),
  down: (queryInterface) => queryInterface.removeColumn('Users', 'email'),
};
`,
  };
  return Object.fromEntries(
    Object.entries(files).map(([name, text]) => [folder === '.' ? name : `${folder}/${name}`, text]),
  );
}
