import assert from 'node:assert/strict';
import { junitXml } from '../../src/reporters/junit.ts';

describe('JUnit XML', () => {
  it('escapes what XML does not take, and counts what failed, was skipped and was not reached', () => {
    const one = { message: 'a <b> & "c"', path: '/m/a.js', differences: [], lost: [], lines: {}, durationMs: 1234 };
    const xml = junitXml({
      ok: false,
      revisions: [
        { ...one, revision: 'a1', result: 'ok' },
        { ...one, revision: 'b2', result: 'irreversible', reason: 'it <is>' },
        {
          ...one,
          revision: 'c3',
          result: 'residue',
          differences: [{ kind: 'index', object: 'i', detail: 'left \u0000 "i"\nand more' }],
        },
      ],
      unreached: ['d4'],
      unfilled: [],
    });
    assert.match(xml, /tests="4" failures="1" errors="1" skipped="1" time="3.702"/);
    assert.match(xml, /name="a1 a &lt;b&gt; &amp; &quot;c&quot;" file="\/m\/a.js" time="1.234"><\/testcase>/);
    assert.match(xml, /<skipped message="irreversible: it &lt;is&gt;"\/>/);
    assert.match(xml, /<failure type="residue" message="left \ufffd &quot;i&quot;&#10;and more">/);
    assert.match(xml, /name="d4"><error message="not reached/);
  });
});
