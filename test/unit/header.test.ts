import assert from 'node:assert/strict';
import { MigratorError } from '../../src/errors.ts';
import { docComment, slugWords } from '../../src/revisions/doc-comment.ts';
import { readHeader } from '../../src/revisions/header.ts';

const whole = {
  revision: 'a1',
  downRevision: ['b2'],
  branchLabels: ['x'],
  dependsOn: ['c3'],
  transaction: false,
  irreversible: 'why',
};

describe('the header of a revision', () => {
  const forms: Record<string, string> = {
    TypeScript: `export const revision = 'a1'; export const downRevision: string | null = 'b2'; export const branchLabels: string[] = ['x']; export const dependsOn = ['c3'] as const; export const transaction: boolean = false; export const irreversible = 'why' satisfies string;`,
    'ES module': `export const revision = "a1";\nexport let downRevision = \`b2\`\nexport var branchLabels = ['x',]\nexport const dependsOn = 'c3'\nexport const transaction = false\nexport const irreversible = true // why\n`,
    'export list': `const revision = 'a1', other = 1;\nconst downRevision = 'b2';\nconst branchLabels = ['x'];\nconst dependsOn = ['c3'];\nconst transaction = false;\nconst why = 'why'; const irreversibleReason = 'why';\nexport { revision, downRevision, branchLabels, dependsOn, transaction, irreversibleReason };`,
    'exports.x': `exports.revision = 'a1';\nexports.downRevision = 'b2';\nmodule.exports.branchLabels = ['x'];\nexports.dependsOn = ['c3'];\nexports.transaction = false;\nexports.irreversible = true; // why\n`,
    'module.exports = {}': `'use strict';\nmodule.exports = { revision: 'a1', 'downRevision': 'b2', branchLabels: ['x'], dependsOn: ['c3'], transaction: false, irreversible: 'why', async up(op) { const revision = 'no'; } };`,
    'export default {}': `export default { revision: 'a1', downRevision: 'b2', branchLabels: ['x'], dependsOn: ['c3'], transaction: false, irreversible: 'why', up() {} };`,
    'after the functions': `export async function up(op) { await op.bulkInsert('t', [], { transaction: t }); }\nexport const revision = 'a1'; export const downRevision = 'b2'; export const branchLabels = ['x']; export const dependsOn = ['c3']; export const transaction = false; export const irreversible = 'why';`,
    'among traps': `// export const revision = 'no1'\n/* export const revision = 'no2' */ const s = "export const revision = 'no3'"; const t = \`\${'a'} export const revision = 'no4' \${\`}\`}\`; const r = /[/'"\`]export const revision = 'no5'/; const d = 4 / 2 / 1; function f() { const revision = 'no6'; }\nexport const revision = 'a1'; export const downRevision = 'b2'; export const branchLabels = ['x']; export const dependsOn = ['c3']; export const transaction = false; export const irreversible = 'why';`,
  };
  for (const [name, text] of Object.entries(forms)) {
    it(`is read: ${name}`, () => assert.deepEqual(readHeader(text, 'x.ts'), whole));
  }

  it('has defaults', () => {
    assert.deepEqual(readHeader("export const revision = 'a1'", 'x.ts'), {
      revision: 'a1',
      downRevision: [],
      branchLabels: [],
      dependsOn: [],
      transaction: true,
      irreversible: null,
    });
  });

  it('is none in a file of sequelize-cli, whatever it talks of', () => {
    const text = `module.exports = { up: (qi) => qi.addColumn('docs', 'revision', { revision: 'x' }), down: (qi) => qi.removeColumn('docs', 'revision') };`;
    assert.equal(readHeader(text, 'x.js'), null);
  });

  const wrong: Record<string, [string, RegExp]> = {
    'a sum': ["\nexport const revision = 'a' + 'b';", /x\.ts:2.*revision/],
    'a call': ["export const revision = id('a');", /x\.ts:1.*revision/],
    'a method of a literal': ["export const revision = 'a'.trim();", /x\.ts:1.*revision/],
    'a template with a hole': [`export const revision = \`a\${1}\`;`, /x\.ts:1.*revision/],
    'a number': ['export const revision = 5;', /revision/],
    'a minus in the id': ["export const revision = 'a-b';", /a-b/],
    'a reserved word': ["export const revision = 'head';", /head/],
    'downRevision without revision': ["export const downRevision = 'a1'; // revision", /no revision/],
    'an open string': ["\n\nexport const revision = 'a1;\n", /x\.ts:3.*string/],
    'an open comment': ["export const revision = 'a1';\n/* ", /x\.ts:2.*comment/],
    'transaction as a word': ["export const revision = 'a1'; export const transaction = 'no';", /transaction/],
  };
  for (const [name, [text, says]] of Object.entries(wrong)) {
    it(`is refused with file and line: ${name}`, () => {
      assert.throws(
        () => readHeader(text, 'x.ts'),
        (error) => error instanceof MigratorError && says.test(error.message) && error.exitCode === 2,
      );
    });
  }
});

describe('the message of a revision', () => {
  const docs: readonly (readonly [string, string])[] = [
    ['/** One.\n * Two.\n */\nexport const a = 1;', 'One.\nTwo.'],
    ["#!/usr/bin/env node\n'use strict';\n// x\nimport { a } from 'b';\n/* no */\n/** Yes. */", 'Yes.'],
    ["/** @type {import('sequelize-cli').Migration} */\nmodule.exports = {}", ''],
    ['/*! licence */ const a = 1; /** late */', ''],
  ];
  for (const [text, doc] of docs)
    it(`is the leading doc comment: ${JSON.stringify(doc)}`, () => assert.equal(docComment(text), doc));

  it('is else the words of the file name', () => {
    assert.equal(
      slugWords('/m/20261120_2310_a1b2c3d4e5f6_add_booking_priority.ts', 'a1b2c3d4e5f6'),
      'add booking priority',
    );
    assert.equal(slugWords('/m/20200101000000-create-user.js', null), 'create user');
    assert.equal(slugWords('/m/0001.js', null), '0001');
  });
});
