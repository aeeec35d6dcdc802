import assert from 'node:assert/strict';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { junitXml } from '../../src/reporters/junit.ts';

describe('JUnit XML', () => {
  it('escapes what XML does not take, and counts what failed, was skipped and was not reached', () => {
    const one = { message: 'a <b> & "c"', path: '/p/m/a.js', differences: [], lost: [], lines: {}, durationMs: 1234 };
    const xml = junitXml(
      {
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
      },
      '/p',
    );
    assert.match(xml, /tests="4" failures="1" errors="1" skipped="1" time="3.702"/);
    assert.match(xml, /name="a1 a &lt;b&gt; &amp; &quot;c&quot;" file="m\/a.js" time="1.234"><\/testcase>/);
    assert.match(xml, /<skipped message="irreversible: it &lt;is&gt;"\/>/);
    assert.match(xml, /<failure type="residue" message="left \ufffd &quot;i&quot;&#10;and more">/);
    assert.match(xml, /name="d4" time="0.000"><error type="unreached" message="not reached/);
  });

  it('is what readers of JUnit XML take: known elements and attributes, those that must be there, counts that add up', () => {
    const one = { message: 'm', path: '/p/m/a.js', differences: [], lost: [], lines: {}, durationMs: 12 };
    const finding = { kind: 'index', object: 'i', detail: ']]> <!-- \u{1f600} \ud800 & é' };
    const xml = junitXml(
      {
        ok: false,
        revisions: [
          { ...one, revision: 'a1', result: 'ok', lost: [finding] },
          { ...one, revision: 'b2', result: 'irreversible', reason: '' },
          { ...one, revision: 'c3', result: 'data-loss', differences: [finding, finding], lost: [finding] },
          { ...one, revision: 'd4', result: 'up-failed' },
        ],
        unreached: ['e5', 'f6'],
        unfilled: [],
      },
      '/p',
    );
    assert.equal(XMLValidator.validate(xml), true);
    const document = new XMLParser({ ignoreAttributes: false, preserveOrder: true }).parse(xml) as readonly Node[];
    const [, suites] = elementsOf(document);
    assert.equal(suites?.name, 'testsuites');
    const wrong = elementsOf(document)
      .slice(1)
      .flatMap((element) => faultsOf(element));
    assert.deepEqual(wrong, []);
    const [suite] = suites?.children ?? [];
    for (const counted of [suites, suite]) {
      const cases = suite?.children ?? [];
      const having = (name: string) => cases.filter(({ children }) => children.some((child) => child.name === name));
      assert.deepEqual(
        [
          counted?.attributes.tests,
          counted?.attributes.failures,
          counted?.attributes.errors,
          counted?.attributes.skipped,
        ],
        [cases, having('failure'), having('error'), having('skipped')].map(({ length }) => String(length)),
      );
    }
  });
});

type Node = Readonly<Record<string, unknown>>;

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Element[];
}

// As the parser gives them in order.
function elementsOf(nodes: readonly Node[]): readonly Element[] {
  return nodes.flatMap((node): readonly Element[] => {
    const [name] = Object.keys(node).filter((key) => key !== ':@');
    if (name === undefined || name === '#text') return [];
    const found = Object.entries((node[':@'] ?? {}) as Record<string, unknown>);
    const attributes = Object.fromEntries(found.map(([key, value]) => [key.replace('@_', ''), String(value)]));
    return [{ name, attributes, children: elementsOf(node[name] as readonly Node[]) }];
  });
}

// The common ground of what Jenkins (junit-10.xsd), GitLab, CircleCI and the actions of GitHub read; `!`: must be there.
const RULES: Readonly<Record<string, { readonly attributes: string; readonly children: string }>> = {
  testsuites: { attributes: 'name tests failures errors skipped time', children: 'testsuite' },
  testsuite: { attributes: 'name! tests! failures! errors! skipped time', children: 'testcase' },
  testcase: { attributes: 'name! classname! time! file', children: 'skipped error failure system-out' },
  skipped: { attributes: 'message', children: '' },
  error: { attributes: 'message type', children: '' },
  failure: { attributes: 'message type!', children: '' },
  'system-out': { attributes: '', children: '' },
};

function faultsOf({ name, attributes, children }: Element): readonly string[] {
  const rule = RULES[name];
  if (rule === undefined) return [`${name} is unknown`];
  const known = rule.attributes.split(' ');
  const needed = known.filter((each) => each.endsWith('!')).map((each) => each.slice(0, -1));
  return [
    ...needed.filter((each) => !(each in attributes)).map((each) => `${name} is without ${each}`),
    ...Object.keys(attributes)
      .filter((each) => !known.includes(each) && !needed.includes(each))
      .map((each) => `${name} has ${each}`),
    ...('time' in attributes && !/^\d+\.\d{3}$/.test(attributes.time ?? '')
      ? [`${name}: time ${attributes.time}`]
      : []),
    ...children
      .filter((child) => !rule.children.split(' ').includes(child.name))
      .map((child) => `${child.name} in ${name}`),
    ...children.flatMap(faultsOf),
  ];
}
