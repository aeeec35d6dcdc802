import assert from 'node:assert/strict';
import { docker, RUN } from './engine.ts';
import { folder, revision } from './folder.ts';
import { createDatabase } from './server.ts';
import { runTool } from './tool.ts';

const LEGACY = '20200101000000-create-things.js';
const MIGRATIONS = {
  [LEGACY]: `'use strict';
const ms = require('ms');
module.exports = {
  up: async (queryInterface, Sequelize) => {
    await queryInterface.createTable('things', {
      id: { type: Sequelize.INTEGER, primaryKey: true },
      lifetime: { type: Sequelize.INTEGER, defaultValue: ms('1h') },
    });
  },
  down: (queryInterface) => queryInterface.dropTable('things'),
};
`,
  '20261121_add_name.ts': revision(
    'a1b2c3d4e5f6',
    LEGACY.replace('.js', ''),
    "await op.addColumn('things', 'name', { type: DataTypes.STRING(20) });",
  ),
};
const COLUMNS =
  "SELECT column_name || coalesce(' ' || column_default, '') FROM information_schema.columns WHERE table_name = 'things' ORDER BY 1";

describe("a user's own migrations, in TypeScript and in sequelize-cli's form", () => {
  it('run in an image made FROM windlass, with the dependencies of its package.json', async () => {
    const image = `${RUN}-own`;
    const context = folder({
      'package.json': JSON.stringify({ name: 'own', private: true, dependencies: { ms: '2.1.3' } }),
      ...Object.fromEntries(Object.entries(MIGRATIONS).map(([name, text]) => [`migrations/${name}`, text])),
      Dockerfile: `FROM node:24-bookworm AS packages
WORKDIR /app
COPY package.json ./
RUN npm install --omit=dev
FROM windlass
COPY --from=packages /app/node_modules node_modules
COPY package.json ./
COPY migrations migrations
`,
    });
    await docker('build', '-t', image, '--label', RUN, context);
    const { url, query } = await createDatabase();
    const { code, log, last } = await runTool({ image, url });
    assert.deepEqual([code, last.applied], [0, 2], log);
    assert.deepEqual(await query(COLUMNS), ['id', 'lifetime 3600000', 'name']);
  });

  it('run from a mounted folder, read-only', async () => {
    const [legacy = '', typescript = ''] = Object.values(MIGRATIONS);
    const mounted = folder({
      [LEGACY]: legacy.replace("require('ms')", '() => 60'),
      '20261121_add_name.ts': typescript,
    });
    const { url, query } = await createDatabase();
    const options = ['-v', `${mounted}:/app/migrations:ro`];
    const { code, log, last } = await runTool({ url, options });
    assert.deepEqual([code, last.applied], [0, 2], log);
    assert.deepEqual(await query(COLUMNS), ['id', 'lifetime 60', 'name']);
    const again = await runTool({ url, options });
    assert.deepEqual([again.code, again.last.applied], [0, 0], again.log);
  });
});
