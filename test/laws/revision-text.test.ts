import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseSync } from 'oxc-parser';
import { docComment } from '../../src/revisions/doc-comment.ts';
import { readHeader } from '../../src/revisions/header.ts';
import {
  filledTemplate,
  type RevisionLanguage,
  type RevisionText,
  revisionText,
} from '../../src/revisions/template.ts';

const FILES: Readonly<Record<RevisionLanguage, string>> = { ts: 'x.ts', js: 'x.mjs', cjs: 'x.cjs' };
const SOURCE_TYPES = { ts: 'module', js: 'module', cjs: 'script' } as const;

const hostile = fc.oneof(
  fc.constantFrom(
    "it's",
    'a "quote"',
    'back\\slash',
    '`$' + '{tick}`',
    '*/',
    '/*',
    '//',
    '</script>',
    '\u2028',
    '😀',
    '%(up)s',
  ),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
);
const id = fc.oneof(fc.stringMatching(/^[a-f0-9]{12}$/), hostile).filter((text) => {
  return (
    text.trim() === text &&
    text !== '' &&
    !['base', 'head', 'heads', 'current'].includes(text) &&
    !/[\s@+:/-]/.test(text)
  );
});
const text: fc.Arbitrary<RevisionText> = fc.record({
  revision: id,
  downRevision: fc.uniqueArray(id, { maxLength: 3 }),
  branchLabels: fc.uniqueArray(id, { maxLength: 2 }),
  dependsOn: fc.uniqueArray(id, { maxLength: 2 }),
  message: fc.array(hostile, { minLength: 1, maxLength: 4 }).map((words) => words.join(' ')),
  createdAt: fc.constant(new Date('2026-11-21T00:00:00Z')),
  up: fc.constantFrom('', "  await op.execute('SELECT 1');"),
  down: fc.constantFrom('', "  await op.execute('SELECT 2');"),
});

describe('the text of a new revision', () => {
  for (const language of ['ts', 'js', 'cjs'] as const) {
    it(`parses, and is read back as the header that was written: ${language}`, () => {
      fc.assert(
        fc.property(text, (wanted) => {
          const written = revisionText(wanted, language);
          const { errors } = parseSync(FILES[language], written, { sourceType: SOURCE_TYPES[language] });
          assert.deepEqual(errors, [], written);
          const { revision, downRevision, branchLabels, dependsOn } = wanted;
          const rest = { transaction: true, irreversible: null };
          assert.deepEqual(
            readHeader(written, FILES[language]),
            { revision, downRevision, branchLabels, dependsOn, ...rest },
            written,
          );
        }),
        { numRuns: 500 },
      );
    });
  }

  it('keeps the first line of the message as the message', () => {
    const written = revisionText({ ...sample, message: 'Adds a priority\n\nwith a reason' }, 'ts');
    assert.equal(docComment(written)?.split('\n')[0], 'Adds a priority');
  });

  it("fills a user's own template, also with texts that look like its places", () => {
    const filled = filledTemplate(
      '// %(message)s %(create_date)s %(unknown)s\nexport const revision = %(revision)s;\nexport const downRevision = %(down_revision)s;\n',
      { ...sample, message: '%(revision)s $& $1' },
    );
    assert.equal(
      filled,
      "// %(revision)s $& $1 2026-11-21T00:00:00.000Z %(unknown)s\nexport const revision = 'a1';\nexport const downRevision = ['b2', 'c3'];\n",
    );
  });
});

const sample: RevisionText = {
  revision: 'a1',
  downRevision: ['b2', 'c3'],
  branchLabels: [],
  dependsOn: [],
  message: 'm',
  createdAt: new Date('2026-11-21T00:00:00Z'),
  up: '',
  down: '',
};
