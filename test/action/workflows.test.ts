import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { languageService, type Validator } from './language-service.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const FOLDER = '.github/workflows';
const workflows = readdirSync(join(ROOT, FOLDER)).map((name) => `${FOLDER}/${name}`);
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

interface Workflow {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly jobs: Readonly<
    Record<
      string,
      { readonly permissions?: Readonly<Record<string, string>>; readonly steps?: readonly { readonly run?: string }[] }
    >
  >;
}

describe('action.yml and the workflows', () => {
  let validate: Validator;
  before(async () => {
    validate = await languageService();
  });

  for (const path of ['action.yml', ...workflows])
    it(`are what GitHub takes: ${path}`, async () => assert.deepEqual(await validate(path, read(path)), []));

  for (const { name, path, from, to, finds } of [
    { name: 'another runtime', path: 'action.yml', from: 'using: node24', to: 'using: node99', finds: /'node99'/ },
    {
      name: 'no description',
      path: 'action.yml',
      from: /^description:[\s\S]*?(?=^author)/m,
      to: '',
      finds: /missing: description/,
    },
    {
      name: 'a misspelled key of runs',
      path: 'action.yml',
      from: '  post:',
      to: '  pots:',
      finds: /'pots'/,
    },
    {
      name: 'a step that is not there',
      path: `${FOLDER}/ci.yml`,
      from: 'steps.windlass.',
      to: 'steps.winch.',
      finds: /winch/,
    },
    {
      name: 'a misspelled key',
      path: `${FOLDER}/ci.yml`,
      from: 'timeout-minutes',
      to: 'timeout-minute',
      finds: /'timeout-minute'/,
    },
    {
      name: 'a broken expression',
      path: `${FOLDER}/ci.yml`,
      from: "== 'pull_request'",
      to: '== pull request',
      finds: /./,
    },
    {
      name: 'a right of another name',
      path: `${FOLDER}/release.yml`,
      from: 'packages: write',
      to: 'package: write',
      finds: /'package'/,
    },
    {
      name: 'a job that is not there',
      path: `${FOLDER}/release.yml`,
      from: 'needs: [image, npm]',
      to: 'needs: [image, pypi]',
      finds: /pypi/,
    },
  ])
    it(`are looked at: ${name} is found`, async () => {
      const broken = read(path).replace(from, to);
      assert.notEqual(broken, read(path));
      assert.match((await validate(path, broken)).join('\n'), finds);
    });

  for (const path of workflows) {
    it(`pin the actions of others by their commit, with the version beside it: ${path}`, () => {
      const others = read(path)
        .split('\n')
        .filter((line) => /uses: (?!\.\/)/.test(line));
      for (const line of others) assert.match(line, /uses: [\w.-]+\/[\w.-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    });

    it(`may read, and a job that may write says why: ${path}`, () => {
      const { permissions } = parse(read(path)) as Workflow;
      assert.deepEqual(permissions, { contents: 'read' });
      for (const line of read(path)
        .split('\n')
        .filter((text) => /^\s+[\w-]+: write\b/.test(text)))
        assert.match(line, / # \w+/);
    });

    it(`put nothing into a script that others wrote: ${path}`, () => {
      const { jobs } = parse(read(path)) as Workflow;
      const scripts = Object.values(jobs).flatMap(({ steps = [] }) => steps.flatMap(({ run }) => run ?? []));
      assert.deepEqual(
        scripts.filter((script) => script.includes('${{')),
        [],
      );
    });
  }

  it('name only scripts of package.json that are there', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Readonly<Record<string, string>> };
    const called = workflows.flatMap((path) =>
      [...read(path).matchAll(/npm (?:run (?:-s )?)?([\w:]+)$/gm)].map(([, name = '']) => name),
    );
    assert.deepEqual(
      called.filter((name) => name !== 'ci' && !(name in scripts)),
      [],
    );
  });

  it('have Dependabot look at actions, packages and the image', () => {
    const { updates } = parse(read('.github/dependabot.yml')) as {
      updates: readonly { 'package-ecosystem': string; directory: string }[];
    };
    assert.deepEqual(
      updates.map((update) => update['package-ecosystem']),
      ['github-actions', 'npm', 'docker'],
    );
    for (const { directory } of updates) assert.ok(existsSync(join(ROOT, directory, 'package.json')));
  });
});
