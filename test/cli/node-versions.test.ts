import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { databases } from '../support/databases.ts';
import { createProject } from '../support/project.ts';

/** The Node that runs the tests, and those of `npm run test:nodes`. */
const NODES = [process.execPath, ...(process.env.TEST_NODES ?? '').split(':').filter((path) => path !== '')];

interface Form {
  readonly file: string;
  readonly text: (id: string, parent: string) => string;
}

const esm = (id: string, parent: string, types: boolean) => `import { DataTypes } from 'sequelize';
${types ? "import type { Operations } from 'windlass';\n" : ''}export const revision = '${id}';
export const downRevision = '${parent}';
export async function up(op${types ? ': Operations' : ''}) { await op.createTable('${id}', { id: { type: DataTypes.INTEGER, primaryKey: true } }); }
export async function down(op${types ? ': Operations' : ''}) { await op.dropTable('${id}'); }
`;
const cjs = (id: string, parent: string) => `const { DataTypes } = require('sequelize');
exports.revision = '${id}';
exports.downRevision = '${parent}';
exports.up = async (op) => { await op.createTable('${id}', { id: { type: DataTypes.INTEGER, primaryKey: true } }); };
exports.down = async (op) => { await op.dropTable('${id}'); };
`;

const FORMS: readonly Form[] = [
  { file: 'typescript.ts', text: (id, parent) => esm(id, parent, true) },
  { file: 'typescript_module.mts', text: (id, parent) => esm(id, parent, true) },
  { file: 'typescript_common.cts', text: (id, parent) => esm(id, parent, true) },
  { file: 'typescript_required.cts', text: cjs },
  {
    file: 'typescript_not_erasable.ts',
    text: (id, parent) => `${esm(id, parent, true)}enum Kind { One = 1 }\nexport const kind = Kind.One;\n`,
  },
  {
    file: 'typescript_without_extensions.ts',
    text: (id, parent) =>
      `import { something } from '../lib/something';\n${esm(id, parent, true)}export const used = something;\n`,
  },
  { file: 'module.mjs', text: (id, parent) => esm(id, parent, false) },
  { file: 'common.cjs', text: cjs },
];

const CONFIGS: Readonly<Record<string, string>> = {
  'windlass.config.ts':
    "import { defineConfig } from 'windlass';\nexport default defineConfig({ migrations: 'history' });",
  'windlass.config.mts': "export default { migrations: 'history' as string };",
  'windlass.config.mjs': "export default { migrations: 'history' };",
  'windlass.config.cjs': "module.exports = { migrations: 'history' };",
  'windlass.config.json': '{ "migrations": "history" }',
};

for (const node of NODES) {
  const version = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim();

  describe(`revision files on Node ${version}`, () => {
    for (const type of ['module', 'commonjs'] as const) {
      for (const kind of databases()) {
        it(`run up and down in every form in a ${type} package on ${kind.name}, and nothing else is printed`, async () => {
          const db = await kind.create();
          const project = createProject(history(type), { type });
          try {
            const ids = Object.keys(history(type))
              .filter((path) => path.startsWith('migrations/'))
              .map((path) => path.replace('migrations/', ''));
            const up = await project.windlass(['upgrade', '--url', db.url, '--json'], { node });
            assert.equal(up.code, 0, up.stderr);
            const { steps } = up.json<{ steps: { outcome: string }[] }>();
            assert.deepEqual(
              steps.map(({ outcome }) => outcome),
              ids.map(() => 'applied'),
            );
            for (const line of up.stderr.trim().split('\n')) assert.doesNotThrow(() => JSON.parse(line), line);
            const down = await project.windlass(['downgrade', 'base', '--url', db.url, '--log', 'pretty'], { node });
            assert.equal(down.code, 0, down.stderr);
            assert.doesNotMatch(down.stderr, /Warning|deprecat/i);
          } finally {
            project.remove();
            await db.drop();
          }
        });
      }
    }

    for (const [file, text] of Object.entries(CONFIGS)) {
      it(`are found through ${file}`, async () => {
        const project = createProject({
          [file]: text,
          'history/a001.mjs': esm('a001', '', false).replace("''", 'null'),
        });
        const { code, stdout, stderr } = await project.windlass(['heads'], { node });
        project.remove();
        assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
        assert.match(stdout, /^a001/);
      });
    }
  });
}

// A file of sequelize-cli at the base, one in the package's own kind of JavaScript, then every other form.
function history(type: 'module' | 'commonjs'): Record<string, string> {
  const legacy = type === 'module' ? '20200101000000-old.cjs' : '20200101000000-old.js';
  const forms = [{ file: 'plain.js', text: type === 'module' ? untyped : cjs }, ...FORMS];
  const files = forms.map(({ file, text }, index) => {
    const parent = index === 0 ? legacy : `form${index - 1}`;
    return [`migrations/${file}`, text(`form${index}`, parent)] as const;
  });
  return {
    'lib/something.ts': 'export const something: number = 1;\n',
    [`migrations/${legacy}`]:
      "module.exports = { up: (queryInterface, Sequelize) => queryInterface.createTable('old', { id: { type: Sequelize.INTEGER, primaryKey: true } }), down: (queryInterface) => queryInterface.dropTable('old') };",
    ...Object.fromEntries(files),
  };
}

function untyped(id: string, parent: string): string {
  return esm(id, parent, false);
}
