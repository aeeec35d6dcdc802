import { data, Evaluator, Lexer, Parser, wellKnownFunctions } from '@actions/expressions';

/** What expressions of a step can speak of. */
export interface Scope {
  /** `github`, `env`, `steps`, `secrets` and the others, as plain values. */
  readonly contexts: Readonly<Record<string, unknown>>;
  /** Whether a step before has failed. */
  readonly failed: boolean;
  readonly cancelled: boolean;
}

const CONTEXTS = [
  'github',
  'env',
  'vars',
  'job',
  'steps',
  'runner',
  'secrets',
  'strategy',
  'matrix',
  'needs',
  'inputs',
];
const STATUS = ['success', 'failure', 'always', 'cancelled'];

/** The text with each `${{ … }}` replaced by what it is worth. */
export function interpolate(text: string, scope: Scope): string {
  return text.replace(/\$\{\{([\s\S]*?)\}\}/g, (_all, expression: string) =>
    evaluate(expression, scope).coerceString(),
  );
}

/** Whether a step with that `if` runs: `success() && …` unless it asks for a status itself. */
export function holds(condition: string | undefined, scope: Scope): boolean {
  const expression = (condition ?? 'success()').replace(/^\s*\$\{\{([\s\S]*)\}\}\s*$/, '$1');
  const asks = STATUS.some((name) => new RegExp(`\\b${name}\\s*\\(`).test(expression));
  if (!asks && (scope.failed || scope.cancelled)) return false;
  return evaluate(`!!(${expression})`, scope).coerceString() === 'true';
}

function evaluate(expression: string, scope: Scope): data.ExpressionData {
  const definitions = statusFunctions(scope);
  const parser = new Parser(new Lexer(expression.trim()).lex().tokens, CONTEXTS, [...definitions.values()]);
  const empty = Object.fromEntries(CONTEXTS.map((name) => [name, {}]));
  const contexts = JSON.parse(JSON.stringify({ ...empty, ...scope.contexts }), data.reviver) as data.Dictionary;
  return new Evaluator(
    parser.parse(),
    contexts,
    new Map([...Object.entries(wellKnownFunctions), ...definitions]),
  ).evaluate();
}

function statusFunctions({ failed, cancelled }: Scope) {
  const answers = { success: !failed && !cancelled, failure: failed && !cancelled, always: true, cancelled };
  return new Map(
    Object.entries(answers).map(([name, answer]) => [
      name,
      { name, minArgs: 0, maxArgs: 0, call: () => new data.BooleanData(answer) },
    ]),
  );
}
