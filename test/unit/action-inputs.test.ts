import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { readInputs } from '../../src/action/inputs.ts';
import { outcomeOf } from '../../src/action/outcome.ts';
import { outputsOf } from '../../src/action/outputs.ts';
import { Story } from '../../src/action/story.ts';
import { Usage } from '../../src/errors.ts';

interface Metadata {
  readonly inputs: Readonly<Record<string, { readonly description: string; readonly default: string }>>;
  readonly outputs: Readonly<Record<string, { readonly description: string }>>;
  readonly runs: Readonly<Record<string, string>>;
}

const action = parse(readFileSync(new URL('../../action.yml', import.meta.url), 'utf8')) as Metadata;
const inputs = (given: Readonly<Record<string, string>> = {}) =>
  readInputs(
    (name) => given[name] ?? action.inputs[name]?.default ?? assert.fail(`action.yml has no input ${name}`),
    '/',
  );

describe('the inputs of the Action', () => {
  it('have the defaults of action.yml', () => {
    const { failOn, ...rest } = inputs();
    assert.deepEqual([...failOn], ['residue', 'data-loss', 'rows', 'seed', 'drift', 'pending']);
    assert.deepEqual(rest, {
      command: 'round-trip',
      directory: '/',
      config: null,
      target: null,
      steps: null,
      roundTrip: 'last',
      seed: true,
      check: 'true',
      waitTimeout: '60s',
      lockTimeout: '5m',
      summary: 'always',
      maxAnnotations: 10,
    });
  });

  for (const [name, value] of [
    ['command', 'migrate'],
    ['round-trip', 'all'],
    ['seed', 'yes'],
    ['check', 'both'],
    ['summary', 'sometimes'],
    ['steps', '0'],
    ['steps', 'two'],
    ['max-annotations', '11'],
    ['fail-on', 'residue, drifts'],
    ['working-directory', 'nowhere/at/all'],
  ] as const)
    it(`refuse ${name}: ${value}, in the user's words`, () => {
      assert.throws(
        () => inputs({ [name]: value }),
        (error) =>
          error instanceof Usage &&
          error.message.includes(value.split(' ').at(-1) ?? '') &&
          error.message.includes(name),
      );
    });

  it('are the defaults where an expression was empty', () => {
    const empty = Object.fromEntries(Object.keys(action.inputs).map((name) => [name, '']));
    assert.deepEqual(inputs(empty), inputs());
  });

  it('take a target or steps, not both', () => {
    assert.equal(inputs({ steps: '3' }).steps, 3);
    assert.throws(() => inputs({ steps: '3', target: 'head' }), /target "head" and steps "3"/);
  });

  it('let nothing fail the step by fail-on: none', () => assert.equal(inputs({ 'fail-on': 'none' }).failOn.size, 0));
});

describe('the outputs of the Action', () => {
  it('are those of action.yml, each one, also when nothing is known', () => {
    const story = new Story();
    const files = { summary: 's', report: 'r', sql: null };
    const given = outputsOf({ story, outcome: outcomeOf(story, new Set()), files }, (path) => path);
    assert.deepEqual(Object.keys(given).sort(), Object.keys(action.outputs).sort());
  });
});
