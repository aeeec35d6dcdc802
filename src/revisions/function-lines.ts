import { lineAt } from './header.ts';
import { type Token, tokens, Unterminated } from './lexer.ts';

/**
 * The lines, counted from 1, on which a module's text declares functions of those names: `function up`, `const up = …`, `exports.up = …`, and `up(op) {` or
 * `up: …` in an object that it exports.
 */
export function functionLines<Name extends string>(
  text: string,
  names: readonly Name[],
): Partial<Record<Name, number>> {
  const found: Partial<Record<Name, number>> = {};
  const before: Token[] = [];
  const around: boolean[] = []; // of each open bracket: whether it is that of an object
  const look = (next: Token) => {
    const last = before.at(-1);
    const name = names.find((one) => one === last?.text.replace(/^['"]|['"]$/g, ''));
    if (name === undefined || last === undefined || around.length > 1) return;
    if (declares(before, next, around[0] ?? null)) found[name] ??= lineAt(text, last.start);
  };
  try {
    for (const token of tokens(text)) {
      look(token);
      if ('([{'.includes(token.text))
        around.push(token.text === '{' && /^(?:=|default|\()$/.test(before.at(-1)?.text ?? ''));
      if (')]}'.includes(token.text)) around.pop();
      before.push(token);
    }
  } catch (error) {
    if (!(error instanceof Unterminated)) throw error; // what is found stands before the damage
  }
  return found;
}

// By what stands before the name and behind it. `inObject`: null at the top of the module.
function declares(before: readonly Token[], { text: next }: Token, inObject: boolean | null): boolean {
  const [first, second = ''] = [before.at(-3)?.text, before.at(-2)?.text];
  if (inObject === true) return /^(?:async|[{,*])$/.test(second) && (next === '(' || next === ':');
  if (inObject === false) return false;
  if (second === '.') return first === 'exports' && next === '=';
  if (second === 'function' || second === '*') return next === '(';
  return /^(?:const|let|var)$/.test(second) && (next === '=' || next === ':');
}
