import assert from 'node:assert/strict';
import fc from 'fast-check';
import { MigratorError } from '../../src/errors.ts';
import { buildGraph } from '../../src/graph/graph.ts';
import { planDowngrade, planStamp, planUpgrade } from '../../src/graph/plan.ts';
import type { Revision } from '../../src/graph/revision.ts';
import { resolveRevisions } from '../../src/graph/target.ts';
import { revision } from '../support/revisions.ts';

/** Random histories: lines, branches, merges, several bases, dependsOn, labels; parents before children. */
const histories: fc.Arbitrary<Revision[]> = fc
  .array(
    fc.record({
      parents: fc.array(fc.nat(), { maxLength: 3 }),
      depends: fc.option(fc.nat(), { freq: 4 }),
      label: fc.boolean(),
    }),
    { minLength: 1, maxLength: 25 },
  )
  .map((rows) => {
    const id = (index: number) =>
      `${((index * 2654435761) % 2 ** 32).toString(16).padStart(8, '0')}${index.toString(16).padStart(4, '0')}`;
    return rows.map(({ parents, depends, label }, index) => {
      const above =
        index === 0 ? [] : [...new Set(parents.map((parent) => id(index - 1 - (parent % Math.min(index, 4)))))];
      const dependsOn =
        depends === null || index === 0 ? [] : [id(depends % index)].filter((other) => !above.includes(other));
      return revision({
        id: id(index),
        parents: above,
        dependsOn,
        labels: label && index % 5 === 0 ? [`label${index}`] : [],
      });
    });
  });
const targets = fc.oneof(
  fc.constantFrom(
    'head',
    'heads',
    'base',
    'current',
    'label0@head',
    'label5@base',
    '+1',
    '-1',
    '+3',
    '-2',
    'label0@+1',
    'label5@-1',
    'zzzz',
    '',
    '@',
    'a:b',
  ),
  fc.nat().map((index) => `#${index}`),
  fc
    .tuple(fc.nat(), fc.integer({ min: -3, max: 3 }))
    .map(([index, steps]) => `#${index}${steps < 0 ? steps : `+${steps}`}`),
);

describe('laws of the graph', () => {
  it('never runs a child before its parent or what it depends on', () => {
    fc.assert(
      fc.property(histories, (revisions) => {
        const graph = buildGraph(revisions);
        const ids = planUpgrade(graph, new Set(), ['heads']).steps.map(({ id }) => id);
        assert.equal(ids.length, revisions.length);
        for (const { id, parents, dependsOn } of revisions)
          for (const need of [...parents, ...dependsOn]) assert.ok(ids.indexOf(need) < ids.indexOf(id));
      }),
    );
  });

  it('returns to base after going up and down', () => {
    fc.assert(
      fc.property(histories, (revisions) => {
        const graph = buildGraph(revisions);
        const up = planUpgrade(graph, new Set(), ['heads']);
        const down = planDowngrade(graph, new Set(up.steps.map(({ id }) => id)), 'base');
        assert.equal(down.steps.length, up.steps.length);
        assert.deepEqual(down.to, []);
      }),
    );
  });

  it('plans the same whatever the order of the files', () => {
    fc.assert(
      fc.property(
        histories.chain((revisions) =>
          fc.tuple(fc.constant(revisions), fc.shuffledSubarray(revisions, { minLength: revisions.length })),
        ),
        ([revisions, shuffled]) => assert.deepEqual(buildGraph(shuffled).order, buildGraph(revisions).order),
      ),
    );
  });

  it('keeps what is applied complete, for any target in any state; else refuses with a remedy', () => {
    fc.assert(
      fc.property(histories, targets, targets, fc.nat(), (revisions, first, second, pick) => {
        const graph = buildGraph(revisions);
        const named = (text: string) =>
          text.replace(/^#(\d+)/, (_all, index) => revisions[Number(index) % revisions.length]?.id ?? '');
        const start = revisions[pick % revisions.length]?.id ?? '';
        let applied: ReadonlySet<string> = planStamp(graph, new Set(), [start]).applied;
        for (const [index, target] of [first, second].entries()) {
          try {
            const plan =
              index === 0 ? planDowngrade(graph, applied, named(target)) : planUpgrade(graph, applied, [named(target)]);
            const ids = new Set(plan.steps.map(({ id }) => id));
            applied =
              plan.direction === 'up'
                ? new Set([...applied, ...ids])
                : new Set([...applied].filter((id) => !ids.has(id)));
          } catch (error) {
            assert.ok(error instanceof MigratorError && error.remedy !== '', String(error));
          }
          for (const id of applied)
            for (const need of [...(graph.byId.get(id)?.parents ?? []), ...(graph.byId.get(id)?.dependsOn ?? [])])
              assert.ok(applied.has(need));
        }
      }),
      { numRuns: 500 },
    );
  });

  it('resolves each unique prefix to its revision', () => {
    fc.assert(
      fc.property(histories, fc.nat(), fc.integer({ min: 4, max: 12 }), (revisions, pick, length) => {
        const graph = buildGraph(revisions);
        const id = revisions[pick % revisions.length]?.id ?? '';
        const prefix = id.slice(0, length);
        if (revisions.filter((other) => other.id.startsWith(prefix)).length !== 1) return;
        assert.deepEqual(resolveRevisions(graph, new Set(), prefix), [id]);
      }),
    );
  });
});
