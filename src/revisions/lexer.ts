/** One piece of JavaScript or TypeScript text. */
export interface Token {
  readonly kind: 'word' | 'string' | 'template' | 'punctuation' | 'other';
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** A text that ends inside a string, a template, a comment or a bracket. `at` is the offset where that began. */
export class Unterminated extends Error {
  readonly at: number;

  constructor(what: string, at: number) {
    super(`unterminated ${what}`);
    this.at = at;
  }
}

const SKIPPED = /\s+|\/\/[^\n]*|\/\*[\s\S]*?\*\/|^#![^\n]*/y;
const STRING = /'(?:[^'\\\n]|\\[\s\S])*'|"(?:[^"\\\n]|\\[\s\S])*"/y;
const WORD = /[A-Za-z_$\u0080-\uffff][\w$\u0080-\uffff]*/y;
const NUMBER = /\d[\w.]*/y;
const REGEX = /\/(?![*/])(?:[^\\/[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/y;
const REGEX_AFTER_WORD = /^(?:return|typeof|case|in|of|delete|void|throw|new|else|do|await|yield|instanceof)$/;

/**
 * The tokens of a JavaScript or TypeScript text, without white space and comments (ECMA-262, section 12). It reads just enough
 * to find literals and brackets safely: what is inside a string, template, regular expression or comment is never code.
 * `from`: the offset to begin at.
 */
export function* tokens(text: string, from = 0): Generator<Token> {
  let before: Token | null = null;
  for (let at = from; at < text.length; ) {
    const skipped = matched(SKIPPED, text, at);
    if (skipped > 0) {
      at += skipped;
      continue;
    }
    const token = tokenAt(text, at, before);
    yield token;
    before = token;
    at = token.end;
  }
}

function tokenAt(text: string, at: number, before: Token | null): Token {
  const character = text.charAt(at);
  const token = (kind: Token['kind'], length: number): Token => ({
    kind,
    text: text.slice(at, at + length),
    start: at,
    end: at + length,
  });
  if (character === '"' || character === "'") {
    const length = matched(STRING, text, at);
    if (length === 0) throw new Unterminated('string', at);
    return token('string', length);
  }
  if (character === '`') return token('template', templateEnd(text, at) - at);
  if (character === '/' && text.charAt(at + 1) === '*') throw new Unterminated('comment', at);
  if (character === '/' && mayStartRegex(before)) return token('other', matched(REGEX, text, at) || 1);
  const word = matched(WORD, text, at);
  if (word > 0) return token('word', word);
  const number = matched(NUMBER, text, at);
  return number > 0 ? token('other', number) : token('punctuation', 1);
}

function matched(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex - at : 0;
}

// A slash divides after a value and begins a regular expression elsewhere; after `)` or `}` a value is likelier.
function mayStartRegex(before: Token | null): boolean {
  if (before === null) return true;
  if (before.kind === 'word') return REGEX_AFTER_WORD.test(before.text);
  return before.kind === 'punctuation' && !/[)\]}]/.test(before.text);
}

function templateEnd(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === '\\') at += 1;
    else if (character === '`') return at + 1;
    else if (character === '$' && text.charAt(at + 1) === '{') at = holeEnd(text, at + 2);
  }
  throw new Unterminated('template', start);
}

// The offset of the brace that closes `${`.
function holeEnd(text: string, start: number): number {
  let depth = 1;
  for (const { text: piece, start: at } of tokens(text, start)) {
    if (piece === '{') depth += 1;
    if (piece === '}') depth -= 1;
    if (depth === 0) return at;
  }
  throw new Unterminated('template', start - 2);
}
