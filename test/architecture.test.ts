import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseSync } from 'oxc-parser';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** A file imports its own layer or a lower one; see docs/architecture.md. The first prefix that fits counts. */
const LAYERS: readonly (readonly [string, number])[] = [
  ['src/cli/', 7],
  ['src/action/', 7],
  ['src/testing', 7],
  ['src/commands/', 6],
  ['src/reporters/', 6],
  ['src/index.ts', 6],
  ['src/actor.ts', 6],
  ['src/migrator.ts', 5],
  ['src/autogenerate.ts', 5],
  ['src/derived-revision.ts', 5],
  ['src/first-revision.ts', 5],
  ['src/rebased-revision.ts', 5],
  ['src/comparisons.ts', 5],
  ['src/migrator-host.ts', 5],
  ['src/run-context.ts', 5],
  ['src/new-revision.ts', 5],
  ['src/proofs.ts', 5],
  ['src/seeding.ts', 5],
  ['src/settings/', 5],
  ['src/check/', 4],
  ['src/rows/', 4],
  ['src/models/', 4],
  ['src/authoring/', 4],
  ['src/offline/', 4],
  ['src/verify/', 4],
  ['src/runner/', 4],
  ['src/seeds/', 4],
  ['src/dialects/', 3],
  ['src/sequelize/', 3],
  ['src/revisions/', 3],
  ['src/operations/', 3],
  ['src/render/', 2],
  ['src/diff/', 2],
  ['src/dump/', 2],
  ['src/changes/', 1],
  ['src/graph/', 1],
  ['src/model/', 0],
  ['src/errors.ts', 0],
  ['src/events.ts', 0],
  ['src/version.ts', 0],
];
/** Where the process may be touched beside cli/: each says why in its own comment. */
const TOUCHES_PROCESS = new Set([
  'src/models/guard.ts', // what model files do to it
  'src/runner/exit-guard.ts', // what a revision does to it
  'src/runner/floating.ts',
  'src/revisions/import.ts',
  'src/revisions/write.ts',
  'src/verify/data.ts',
  'src/actor.ts',
]);

interface Source {
  readonly path: string;
  readonly text: string;
}
interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

const sources: readonly Source[] = execFileSync('git', ['ls-files', '-co', '--exclude-standard', 'src'], {
  cwd: ROOT,
  encoding: 'utf8',
})
  .split('\n')
  .filter((path) => path.endsWith('.ts'))
  .map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }));

describe('the architecture', () => {
  it('gives each file a layer', () => {
    assert.deepEqual(
      sources.filter(({ path }) => layerOf(path) === null).map(({ path }) => path),
      [],
    );
  });

  it('lets a file import its own layer or a lower one only', () => {
    assert.deepEqual(sources.flatMap(upwardImports), []);
  });

  it('has no import cycles, type imports included', () => {
    assert.equal(cycle(sources), null);
  });

  it('keeps files below 300 lines, and nine of ten below 200', () => {
    const sizes = sources.map(({ path, text }) => ({ path, lines: text.split('\n').length }));
    assert.deepEqual(
      sizes.filter(({ lines }) => lines > 300),
      [],
    );
    assert.ok(
      sizes.filter(({ lines }) => lines > 200).length <= sizes.length / 10,
      JSON.stringify(sizes.filter(({ lines }) => lines > 200)),
    );
  });

  it('keeps functions below 50 lines', () => {
    // migratorOf is the one place that wires; a table of functions, not one
    const long = sources.flatMap(functionSizes).filter(({ name, lines }) => lines > 50 && name !== 'migratorOf');
    assert.deepEqual(long, []);
  });

  it('has no default exports, names files in kebab-case and none of them helpers', () => {
    assert.deepEqual(
      sources.filter((source) => nodes(source, 'ExportDefaultDeclaration').length > 0),
      [],
    );
    assert.deepEqual(
      sources
        .filter(({ path }) => !/^[a-z0-9/-]+\.ts$/.test(path) || /utils?|helpers?|common|misc|manager/.test(path))
        .map(({ path }) => path),
      [],
    );
  });

  it('touches the process and the console in cli/ and action/ only', () => {
    const below = sources.filter(({ path }) => !/^src\/(?:cli|action)\//.test(path) && !TOUCHES_PROCESS.has(path));
    assert.deepEqual(
      below.filter((source) => uses(source, 'process', 'features')).map(({ path }) => path),
      [],
    );
    assert.deepEqual(
      sources.filter((source) => uses(source, 'console')).map(({ path }) => path),
      [],
    );
  });

  it('documents every export', () => {
    assert.deepEqual(sources.flatMap(undocumented), []);
  });

  it('holds no absolute path of a machine', () => {
    const tracked = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], {
      cwd: ROOT,
      encoding: 'utf8',
    }).split('\n');
    const texts = tracked.filter(
      (path) => /\.(?:ts|json|md|ya?ml|cjs)$|^\.ci/.test(path) && path !== 'test/architecture.test.ts',
    );
    const found = texts.filter((path) =>
      /(?:^|[^.\w])\/(?:work|root|farm)\//m.test(readFileSync(join(ROOT, path), 'utf8')),
    );
    assert.deepEqual(found, []);
  });
});

describe('the architecture test itself', () => {
  const at = (path: string, text: string): Source => ({ path, text });

  it('finds an upward import', () => {
    assert.equal(upwardImports(at('src/graph/x.ts', "import type { A } from '../runner/run.ts';")).length, 1);
    assert.equal(upwardImports(at('src/runner/x.ts', "import { a } from '../graph/graph.ts';")).length, 0);
  });

  it('finds a cycle of type imports', () => {
    const found = cycle([
      at('src/graph/a.ts', "import type { B } from './b.ts';"),
      at('src/graph/b.ts', "export type { A } from './a.ts';"),
    ]);
    assert.notEqual(found, null);
  });

  it('measures a long function and finds an export without comment', () => {
    const text = `export function long() {\n${'  a();\n'.repeat(60)}}\n`;
    assert.equal(functionSizes(at('src/graph/x.ts', text))[0]?.lines, 62);
    assert.equal(undocumented(at('src/graph/x.ts', text)).length, 1);
    assert.equal(undocumented(at('src/graph/x.ts', `/** Says. */\n${text}`)).length, 0);
  });
});

function layerOf(path: string): number | null {
  return LAYERS.find(([prefix]) => path.startsWith(prefix))?.[1] ?? null;
}

function imports({ path, text }: Source): readonly string[] {
  const { module } = parseSync(path, text);
  const requests = [
    ...module.staticImports.map(({ moduleRequest }) => moduleRequest.value),
    ...module.staticExports.flatMap(({ entries }) => entries.map((entry) => entry.moduleRequest?.value ?? '')),
  ];
  return requests
    .filter((request) => request.startsWith('.'))
    .map((request) => relative('.', join(dirname(path), request)));
}

function upwardImports(source: Source): readonly string[] {
  const own = layerOf(source.path) ?? 0;
  return imports(source)
    .filter((target) => (layerOf(target) ?? 0) > own)
    .map((target) => `${source.path} imports ${target}`);
}

function cycle(files: readonly Source[]): readonly string[] | null {
  const edges = new Map(files.map((source) => [source.path, imports(source)]));
  const done = new Set<string>();
  const visit = (path: string, line: readonly string[]): readonly string[] | null => {
    if (line.includes(path)) return [...line, path];
    if (done.has(path)) return null;
    for (const next of edges.get(path) ?? []) {
      const found = visit(next, [...line, path]);
      if (found !== null) return found;
    }
    done.add(path);
    return null;
  };
  for (const path of edges.keys()) {
    const found = visit(path, []);
    if (found !== null) return found;
  }
  return null;
}

function functionSizes({ path, text }: Source): readonly { name: string; path: string; lines: number }[] {
  const found: { name: string; path: string; lines: number }[] = [];
  walk(parseSync(path, text).program as unknown as Node, (node) => {
    if (!/^(?:FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/.test(node.type)) return;
    const name = String((node.id as { name?: string } | null)?.name ?? '');
    found.push({ name, path, lines: text.slice(node.start, node.end).split('\n').length });
  });
  return found;
}

function undocumented({ path, text }: Source): readonly string[] {
  const { program } = parseSync(path, text);
  return (program.body as unknown as Node[])
    .filter((node) => node.type === 'ExportNamedDeclaration' && node.declaration !== null)
    .filter(({ start }) => !text.slice(0, start).trimEnd().endsWith('*/'))
    .map(({ start }) => `${path}:${text.slice(0, start).split('\n').length}`);
}

function walk(node: Node, visit: (node: Node) => void): void {
  visit(node);
  for (const value of Object.values(node)) {
    for (const child of [value].flat()) {
      if (typeof child === 'object' && child !== null && 'type' in child) walk(child as Node, visit);
    }
  }
}

function nodes({ path, text }: Source, type: string): readonly Node[] {
  const found: Node[] = [];
  walk(parseSync(path, text).program as unknown as Node, (node) => {
    if (node.type === type) found.push(node);
  });
  return found;
}

// A member of a global, other than `except`, is read or called.
function uses(source: Source, global: string, except = ''): boolean {
  return nodes(source, 'MemberExpression').some(
    ({ object, property }) =>
      (object as { name?: string }).name === global && (property as { name?: string }).name !== except,
  );
}
