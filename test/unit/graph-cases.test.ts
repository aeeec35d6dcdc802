import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { MigratorError } from '../../src/errors.ts';
import { buildGraph, type RevisionGraph } from '../../src/graph/graph.ts';
import { branchEntries, currentEntries, type Entry, entries, headEntries, history } from '../../src/graph/listing.ts';
import { planDowngrade, planStamp, planUpgrade } from '../../src/graph/plan.ts';
import { resolveRevisions } from '../../src/graph/target.ts';
import { revision } from '../support/revisions.ts';

interface Listed {
  id: string;
  marks: string[];
  labels: string[];
  parents?: string[];
  dependsOn?: string[];
  children?: (Listed | string)[];
}
interface Case {
  name: string;
  graph: string;
  applied: string[];
  command: string[];
  expect: {
    outcome: 'done' | 'refused';
    exit: number | number[];
    steps?: { direction: string; ids: string[] };
    applied?: string[];
    current?: string[];
    listing?: Listed[];
  };
}
const data = JSON.parse(readFileSync(new URL('../fixtures/graph-cases.json', import.meta.url), 'utf8')) as {
  graphs: Record<string, { revisions: { id: string; parents: string[]; dependsOn: string[]; labels: string[] }[] }>;
  cases: Case[];
};

describe('graph cases', () => {
  for (const item of data.cases) {
    it(item.name, () => {
      const graph = buildGraph(data.graphs[item.graph]?.revisions.map(revision) ?? []);
      if (item.expect.outcome === 'refused') return refused(item, graph);
      done(item, graph);
    });
  }
});

function refused(item: Case, graph: RevisionGraph): void {
  assert.throws(
    () => carryOut(item, graph),
    (error) =>
      error instanceof MigratorError && [item.expect.exit].flat().includes(error.exitCode) && error.remedy !== '',
  );
}

function done(item: Case, graph: RevisionGraph): void {
  const result = carryOut(item, graph);
  const { steps, applied, current, listing } = item.expect;
  if (steps !== undefined) {
    assert.equal(result.direction, steps.direction);
    assert.deepEqual([...(result.ids ?? [])].sort(), [...steps.ids].sort());
    inOrder(graph, steps.direction === 'up' ? (result.ids ?? []) : [...(result.ids ?? [])].reverse());
  }
  if (applied !== undefined) assert.deepEqual([...(result.applied ?? [])].sort(), [...applied].sort());
  if (current !== undefined) assert.deepEqual([...(result.current ?? [])].sort(), [...current].sort());
  if (listing !== undefined) sameListing(item.command[0] ?? '', result.listing ?? [], listing, graph);
}

function carryOut({ command, applied: before }: Case, graph: RevisionGraph) {
  const applied = new Set(before);
  const [verb, ...args] = command;
  const target = args.at(-1) ?? '';
  if (verb === 'upgrade' || verb === 'downgrade') {
    const plan = verb === 'upgrade' ? planUpgrade(graph, applied, [target]) : planDowngrade(graph, applied, target);
    const ids = plan.steps.map(({ id }) => id);
    const after = verb === 'upgrade' ? [...applied, ...ids] : before.filter((id) => !ids.includes(id));
    return { direction: plan.direction, ids, applied: after, current: plan.to };
  }
  if (verb === 'stamp') {
    const stamp = planStamp(graph, applied, args);
    return { applied: stamp.applied, current: stamp.to };
  }
  const listings: Record<string, () => readonly Entry[]> = {
    history: () => history(graph, applied, args[1]),
    heads: () => headEntries(graph, applied),
    branches: () => branchEntries(graph, applied),
    current: () => currentEntries(graph, applied),
    show: () => entries(graph, applied, resolveRevisions(graph, applied, target)),
  };
  return { listing: listings[verb ?? '']?.() ?? assert.fail(`no command ${verb}`) };
}

function inOrder(graph: RevisionGraph, ids: readonly string[]): void {
  for (const [index, id] of ids.entries()) {
    const { parents, dependsOn } = graph.byId.get(id) ?? assert.fail(id);
    for (const need of [...parents, ...dependsOn]) assert.ok(ids.indexOf(need) < index, `${need} before ${id}`);
  }
}

function sameListing(command: string, found: readonly Entry[], wanted: readonly Listed[], graph: RevisionGraph): void {
  const byId = (left: { id: string }, right: { id: string }) => left.id.localeCompare(right.id);
  const plain = found.map((entry) => listed(command, entry, graph));
  assert.deepEqual([...plain].sort(byId), wanted.map((line) => sortedLine(line)).sort(byId));
}

function listed(command: string, entry: Entry, graph: RevisionGraph): Listed {
  const head = entry.effectiveHead && command !== 'show' ? 'effective head' : 'head';
  const marks = [
    ...(entry.head ? [head] : []),
    ...(entry.branchPoint ? ['branchpoint'] : []),
    ...(entry.mergePoint ? ['mergepoint'] : []),
  ];
  const labels = command === 'current' ? [] : [...entry.labels];
  const base: Listed = { id: entry.revision, marks, labels };
  if (command === 'branches')
    return {
      ...base,
      children: entries(graph, new Set(), entry.children).map((child) => listed('heads', child, graph)),
    };
  if (command === 'history') return { ...base, parents: [...entry.parents], dependsOn: [...entry.dependsOn] };
  // the cases list the children of branch points only
  if (command === 'show')
    return {
      ...base,
      parents: [...entry.parents],
      dependsOn: [...entry.dependsOn],
      children: entry.branchPoint ? [...entry.children] : [],
    };
  return base;
}

function sortedLine(line: Listed): Listed {
  const marks = [...line.marks].filter((mark) => mark !== 'current').sort();
  return { ...line, marks, ...(line.parents === undefined ? {} : { parents: [...line.parents].sort() }) };
}
