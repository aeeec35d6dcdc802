import assert from 'node:assert/strict';
import { functionLines } from '../../src/revisions/function-lines.ts';

const cases: readonly { readonly name: string; readonly text: string; readonly lines: object }[] = [
  {
    name: 'functions that a module exports',
    text: '// up(\nexport async function up(op) {\n  down();\n}\n\nexport async function down(op) {}\n',
    lines: { up: 2, down: 6 },
  },
  {
    name: 'methods of module.exports, as sequelize-cli writes them',
    text: "'use strict';\nmodule.exports = {\n  async up(queryInterface) {\n    await x.down({ down() {} });\n  },\n\n  async down(queryInterface) {},\n};\n",
    lines: { up: 3, down: 7 },
  },
  {
    name: 'arrow functions behind a key, in quotes too',
    text: "module.exports = {\n  'up': (queryInterface) =>\n    queryInterface.createTable(),\n  down: (queryInterface) => 1,\n};\n",
    lines: { up: 2, down: 4 },
  },
  {
    name: 'constants and exports of CommonJS',
    text: 'const up: Step = async (op) => {};\nexports.up = up;\nexports.down = async () => {};\n',
    lines: { up: 1, down: 3 },
  },
  { name: 'one function where there is no other', text: 'export function up() {}\n', lines: { up: 1 } },
  { name: 'what stands before a string without end', text: 'export function up() {}\nconst x = "\n', lines: { up: 1 } },
];

describe('functionLines', () => {
  for (const { name, text, lines } of cases)
    it(`finds ${name}`, () => assert.deepEqual(functionLines(text, ['up', 'down']), lines));
});
