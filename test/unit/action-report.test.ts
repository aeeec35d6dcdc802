import assert from 'node:assert/strict';
import { annotationsOf } from '../../src/action/annotations.ts';
import { finding } from '../../src/action/finding.ts';
import { historyGraph } from '../../src/action/graph.ts';
import { code, fitted, fold, plain, table, text } from '../../src/action/markdown.ts';
import { outcomeOf } from '../../src/action/outcome.ts';
import { Story } from '../../src/action/story.ts';
import { summaryOf } from '../../src/action/summary.ts';

const FAIL_ON = new Set(['drift', 'residue'] as const);
const left = (rows: number) => `${rows} more\n`;

describe('the Markdown of the Action', () => {
  it('lets a text stand for itself', () => {
    assert.equal(plain('a|b <b> *x*\n`y` my_table _z_'), 'a&#124;b &lt;b&gt; \\*x\\* \\`y\\` my_table \\_z\\_');
    assert.equal(code('a`b|c'), '`` a`b\\|c ``');
  });

  it('ends a fence only where it ends', () => {
    assert.match(fold('x', 'sql', ['a ``` b']).head, /\n````sql\n$/);
  });

  it('is whole where it has room', () => {
    assert.equal(
      fitted([text('one'), table(['a'], [['1'], ['2']])], 200, left),
      'one\n\n| a |\n|---|\n| 1 |\n| 2 |\n\n',
    );
  });

  it('is cut between two rows, and says how many are left out', () => {
    const rows = Array.from({ length: 100 }, (_, index) => [`ü${index}`]);
    const cut = fitted([table(['a'], rows), fold('x', 'sql', ['1;', '2;'])], 500, left);
    assert.ok(Buffer.byteLength(cut) <= 500);
    const shown = cut.match(/^\| ü\d+ \|$/gm)?.length ?? 0;
    assert.ok(shown > 10 && shown < 100);
    assert.match(cut, new RegExp(`\\| ü${shown - 1} \\|\\n\\n${100 - shown + 2} more\\n$`));
  });
});

describe('the annotations of the Action', () => {
  const outcome = (count: number, kind: 'drift' | 'irreversible' = 'drift') => {
    const story = new Story();
    for (let index = 0; index < count; index += 1)
      story.findings.push(finding(kind, `number ${index}`, { path: 'm/a.ts', line: index + 1 }));
    return outcomeOf(story, FAIL_ON);
  };
  const messages = (count: number, most: number) =>
    annotationsOf(outcome(count), most, (path) => path).map(({ message }) => message);

  it('are one for each finding, at its place, with an error for what fails the step', () => {
    assert.deepEqual(
      annotationsOf(outcome(1), 10, (path) => path),
      [{ level: 'error', title: 'Windlass: drift', message: 'number 0', file: 'm/a.ts', line: 1 }],
    );
    assert.equal(annotationsOf(outcome(1, 'irreversible'), 10, (path) => path)[0]?.level, 'notice');
  });

  it('leave warnings of the command line to the summary, unless they fail the step', () => {
    const story = new Story();
    story.warn(['the models are not compared', 'the models are not compared']);
    const levels = (failOn: ReadonlySet<'warning'>) =>
      annotationsOf(outcomeOf(story, failOn), 10, (path) => path).map(({ level }) => level);
    assert.deepEqual([levels(new Set()), levels(new Set(['warning']))], [[], ['error']]);
  });

  it('have no line without a file in the repository', () => {
    assert.deepEqual(
      annotationsOf(outcome(1), 10, () => null).map(({ file, line }) => ({ file, line })),
      [{ file: null, line: null }],
    );
  });

  it('are at most so many, the last one counting the rest', () => {
    assert.equal(messages(10, 10).length, 10);
    assert.equal(messages(10, 10)[9], 'number 9');
    assert.equal(messages(11, 10).length, 10);
    assert.match(messages(11, 10)[9] ?? '', /^and 2 more: /);
    assert.match(messages(3, 1)[0] ?? '', /^and 3 more: /);
    assert.deepEqual(messages(3, 0), []);
  });
});

describe('the summary of the Action', () => {
  const story = (count: number, words = 'add rooms') => {
    const made = new Story();
    const ids = Array.from({ length: count }, (_, index) => `r${String(index).padStart(5, '0')}`);
    made.history = ids
      .map((revision, index) => ({
        ...{
          revision,
          parents: index === 0 ? [] : [ids[index - 1] ?? ''],
          dependsOn: [],
          labels: [],
          message: words,
          path: `/w/m/${revision}.ts`,
        },
        ...{
          current: false,
          head: index === count - 1,
          effectiveHead: false,
          branchPoint: false,
          mergePoint: false,
          children: [],
        },
      }))
      .toReversed();
    for (const id of ids) Object.assign(made.revision(id), { legs: { up: 3 }, sql: [`CREATE TABLE "${id}" (id INT)`] });
    return made;
  };
  const summary = (told: Story) =>
    summaryOf({
      command: 'round-trip',
      outcome: outcomeOf(told, FAIL_ON),
      story: told,
      tool: 'windlass 0.1.0',
      durationMs: 1234,
      place: (path) => path.slice(3),
    });

  it('begins with what is wrong, then the revisions in order, their graph and their SQL in folds', () => {
    const told = story(2);
    told.findings.push(finding('residue', 'index x is left', { path: '/w/m/r00001.ts', line: 7 }));
    told.revision('r00001').result = 'residue';
    const written = summary(told);
    const places = [
      '### ❌ Windlass round trip: residue',
      '`m/r00001.ts:7`',
      '| `r00000` |',
      '| `r00001` |',
      '```mermaid',
      '<code>r00000</code>',
      'CREATE TABLE "r00001" (id INT);',
    ].map((part) => written.indexOf(part));
    assert.ok(!places.includes(-1), written);
    assert.deepEqual(
      places,
      places.toSorted((one, other) => one - other),
    );
  });

  it('stays below 1 MiB, and ends with a count of what has no room', () => {
    const written = summary(story(8000, 'ü'.repeat(50)));
    assert.ok(Buffer.byteLength(written) < 1024 * 1024);
    assert.match(
      written.slice(-100),
      /\|\n+\d+ more lines have no room here: they are in the output `report-file`\.\n$/,
    );
  });

  it('draws the new part of the history with what it stands on, and nothing where it is too large', () => {
    const told = story(3, 'a "quoted" <b>');
    told.revisions.delete('r00000');
    told.revision('r00002').result = 'residue';
    const graph = historyGraph(told.history, [...told.revisions.values()]) ?? '';
    assert.match(graph, /\["r00000<br\/>a #34;quoted#34; #60;b#62;"\]:::old/);
    assert.match(graph, /"\]:::bad\n/);
    assert.equal(graph.match(/-->/g)?.length, 2);
    assert.equal(historyGraph(story(50).history, [...story(50).revisions.values()]), null);
  });
});
