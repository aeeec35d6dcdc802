import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { commandsPage } from '../../scripts/docs.ts';
import { hideSteps, program } from '../../src/cli/program.ts';
import { COMMANDS } from '../../src/commands/index.ts';
import { EXIT_CODES } from '../../src/errors.ts';
import { VERSION } from '../../src/version.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const pages = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '*.md'], { cwd: ROOT, encoding: 'utf8' })
  .split('\n')
  .filter((path) => path !== '');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

describe('the documentation', () => {
  it('has a Quick start of exactly two command lines', () => {
    const section = /## Quick start\n([\s\S]*?)\n## /.exec(read('README.md'))?.[1] ?? '';
    assert.deepEqual(
      [...section.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap(([, code]) => code?.trim().split('\n')),
      ['npm ci && npm run demo', 'npm ci && npm test'],
    );
  });

  it('has an up-to-date docs/commands.md', () => assert.equal(read('docs/commands.md'), commandsPage()));

  it('has a heading for each error code', () => {
    const headings = [...read('docs/errors.md').matchAll(/^## (\w+)$/gm)].map(([, code]) => code);
    assert.deepEqual(headings.sort(), Object.keys(EXIT_CODES).sort());
  });

  for (const path of pages) {
    it(`names only commands and options that exist, and files that exist: ${path}`, () => {
      for (const line of commandLines(read(path))) assert.doesNotThrow(() => parse(line), line);
      for (const [, target = ''] of read(path).matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g))
        assert.ok(existsSync(join(ROOT, dirname(path), target)), target);
    });
  }

  it('says the version of package.json', () =>
    assert.equal(VERSION, (JSON.parse(read('package.json')) as { version: string }).version));
});

function commandLines(text: string): readonly string[] {
  const blocks = [...text.matchAll(/```(\w*)\n([\s\S]*?)```/g)].filter(([, language = '']) =>
    ['sh', 'yaml'].includes(language),
  );
  const code = blocks.map(([, , body]) => body ?? '').join('\n');
  const lines = [...code.matchAll(/^[^\n]*?\b(?:npx )?windlass ((?:[a-z-]+)(?: [^\n#&|]*)?)/gm)].map(
    ([, line]) => line ?? '',
  );
  return lines.filter((line) => !line.includes('['));
}

function parse(line: string): void {
  const words = (line.trim().match(/"[^"]*"|\S+/g) ?? []).map((word) => word.replaceAll('"', ''));
  program(
    COMMANDS,
    VERSION,
    () => undefined,
    () => undefined,
  ).parse([...hideSteps(words)], { from: 'user' });
}
