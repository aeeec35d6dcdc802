import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CommanderError } from 'commander';
import { Sequelize } from 'sequelize';
import { actionPage, commandsPage } from '../../scripts/docs.ts';
import { hideSteps, program } from '../../src/cli/program.ts';
import { COMMANDS } from '../../src/commands/index.ts';
import { EXIT_CODES } from '../../src/errors.ts';
import type { OperationContext } from '../../src/operations/context.ts';
import { corrected } from '../../src/sequelize/corrected.ts';
import { ConfigSchema } from '../../src/settings/schema.ts';
import { VERSION } from '../../src/version.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const pages = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '*.md'], { cwd: ROOT, encoding: 'utf8' })
  .split('\n')
  .filter((path) => path !== '');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

describe('the documentation', () => {
  it('has a Quick start of exactly two command lines', () => {
    const lines = [...section('README.md', 'Quick start').matchAll(/```\w*\n([\s\S]*?)```/g)]
      .flatMap(([, code = '']) => code.split('\n'))
      .filter((line) => line.trim() !== '');
    assert.deepEqual(lines, ['npm ci && npm run demo', 'npm ci && npm test']);
  });

  it('has an up-to-date docs/commands.md', () => assert.equal(read('docs/commands.md'), commandsPage()));

  it('has the inputs and outputs of action.yml in docs/action.md', () =>
    assert.equal(read('docs/action.md'), actionPage()));

  it('has a heading for each error code, with its exit status', () => {
    const headings = [...read('docs/errors.md').matchAll(/^## (\w+)$/gm)].map(([, code]) => code);
    assert.deepEqual(headings.sort(), Object.keys(EXIT_CODES).sort());
    for (const [code, exit] of Object.entries(EXIT_CODES))
      assert.match(section('docs/errors.md', code), new RegExp(`^\\s*Exit ${exit}\\b`), code);
  });

  it('lists in the README each command, exit status and configuration key', () => {
    const commands = [...section('README.md', 'Commands').matchAll(/^\| `([a-z-]+)`/gm)].map(([, name]) => name);
    assert.deepEqual(commands.sort(), [...COMMANDS.map(({ name }) => name), 'completion'].sort());
    for (const [, exit = '', codes = ''] of section('README.md', 'Exit codes').matchAll(
      /^\| (\d+)[^|]*\|[^|]*\|(.*)\|$/gm,
    ))
      for (const [code = ''] of codes.matchAll(/[A-Z_]+/g))
        assert.equal(String(EXIT_CODES[code as keyof typeof EXIT_CODES]), exit, code);
    const readme = section('README.md', 'Configuration') + section('README.md', 'Not yet');
    for (const key of Object.keys(ConfigSchema.entries)) assert.match(readme, new RegExp(`\`${key}[\`.]`), key);
  });

  it('has each operation of op in the table of docs/operations.md', () => {
    const sequelize = new Sequelize('sqlite::memory:', { logging: false });
    const op = corrected(sequelize.getQueryInterface(), {} as OperationContext);
    const named = read('docs/operations.md')
      .split('\n')
      .filter((line) => line.startsWith('| `'))
      .join('\n');
    const own = Object.keys(op).filter((name) => name !== 'sequelize' && name !== 'queryGenerator');
    assert.ok(own.length > 40);
    assert.deepEqual(
      own.filter((name) => !named.includes(`\`${name}(`)),
      [],
    );
  });

  for (const path of pages) {
    it(`names only commands and options that exist, and files and headings that exist: ${path}`, () => {
      for (const line of commandLines(read(path))) assert.doesNotThrow(() => parse(line), line);
      for (const [, target = '', heading] of read(path).matchAll(/\]\(([^)#:\s]*)(?:#([^)]*))?\)/g)) {
        const file = target === '' ? path : join(dirname(path), target);
        assert.ok(existsSync(join(ROOT, file)), target);
        if (heading !== undefined) assert.ok(anchors(read(file)).includes(heading), `${target}#${heading}`);
      }
    });

    it(`names no path of somebody's machine: ${path}`, () =>
      assert.doesNotMatch(read(path), /(?:^|[\s"'`(:])\/(?:work|root|home|tmp|Users)\//m));
  }

  it('finds the command lines that it checks: in blocks, lists of YAML and sentences', () => {
    const text =
      '```yaml\ncommand: ["npx", "windlass", "upgrade", "-m", "a b"]\n```\n```sh\nA=1 windlass show x # c\n```\n`windlass wait`';
    assert.deepEqual(commandLines(text), ['upgrade -m "a b"', 'show x', 'wait']);
    assert.throws(() => parse('upgrade --nowhere'));
    assert.throws(() => parse('upgrad'));
  });

  it('says the version of package.json', () =>
    assert.equal(VERSION, (JSON.parse(read('package.json')) as { version: string }).version));
});

function section(path: string, title: string): string {
  return new RegExp(`^## ${title}\n([\\s\\S]*?)(?=^## |$(?![\\s\\S]))`, 'm').exec(read(path))?.[1] ?? '';
}

// As GitHub makes them of headings.
function anchors(text: string): readonly string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N}_ -]/gu, '')
      .replaceAll(' ', '-'),
  );
}

// What follows `windlass` on each command line; `text` blocks show output and usage, `ts` blocks code.
function commandLines(text: string): readonly string[] {
  const blocks = [...text.matchAll(/```(\w*)\n([\s\S]*?)```/g)]
    .filter(([, language = '']) => !['text', 'ts', 'json'].includes(language))
    .map(([, , code = '']) => code.replace(/\["npx", ("windlass"[^\]]*)\]/g, (_list, words: string) => typed(words)));
  const prose = text.replace(/```[\s\S]*?```/g, '');
  const inBlocks = blocks.join('\n').matchAll(/^(?:[^\n#]*\s)?windlass ([a-z][^\n#&|]*)/gm);
  const inProse = prose.matchAll(/`(?:[^`\n]*\s)?windlass ([a-z][^`#&|]*)`/g);
  return [...inBlocks, ...inProse].map(([, line = '']) => line.trim());
}

function typed(words: string): string {
  return (JSON.parse(`[${words}]`) as string[]).map((word) => (word.includes(' ') ? `"${word}"` : word)).join(' ');
}

// Throws commander's error for what does not exist; asking for help is one, too, with exit 0.
function parse(line: string): void {
  const words = (line.match(/"[^"]*"|\S+/g) ?? []).map((word) => word.replaceAll('"', ''));
  const nothing = () => undefined;
  try {
    program(COMMANDS, VERSION, nothing, nothing).parse([...hideSteps(words)], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError) || error.exitCode !== 0) throw error;
  }
}
