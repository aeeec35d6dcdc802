import { ConfigInvalid } from '../errors.ts';
import { type Token, tokens, Unterminated } from './lexer.ts';

/** The constants that a revision's text declares; what it does not declare is absent. */
export interface Header {
  readonly revision: string;
  readonly downRevision: readonly string[];
  readonly branchLabels: readonly string[];
  readonly dependsOn: readonly string[];
  readonly transaction: boolean;
  readonly irreversible: string | null;
}

/** What a header constant may be. */
export type Literal = string | boolean | null | readonly string[];
interface Found {
  readonly value: Literal;
  readonly at: number;
  readonly end: number;
}

const NAMES = new Set([
  'revision',
  'downRevision',
  'branchLabels',
  'dependsOn',
  'transaction',
  'irreversible',
  'irreversibleReason',
]);
const LATER = /\b(?:downRevision|branchLabels|dependsOn|transaction|irreversible|irreversibleReason)\b['"]?\s*[:=]/;
const RESERVED = new Set(['base', 'head', 'heads', 'current']);

/**
 * The header of a revision file, read from its text: nothing is imported. Null when the text declares no `revision`. Throws CONFIG_INVALID
 * with file and line when a header constant is not a literal, has the wrong type, or the text ends inside a string or comment.
 */
export function readHeader(text: string, path: string): Header | null {
  if (!text.includes('revision')) return null; // most files of sequelize-cli: no need to look closer
  try {
    const found = declarations(text, path, NAMES);
    return found.has('revision') ? header(found, text, path) : orphan(found, text, path);
  } catch (error) {
    if (!(error instanceof Unterminated)) throw error;
    throw invalid(text, path, error.at, `has an ${error.message}`, 'mend the file');
  }
}

/**
 * The literals that a file of JavaScript or TypeScript exports under those names, read from its text as `readHeader` does; with the line of each. Throws
 * CONFIG_INVALID likewise.
 */
export function readConstants(
  text: string,
  path: string,
  names: ReadonlySet<string>,
): ReadonlyMap<string, { readonly value: Literal; readonly line: number }> {
  if (![...names].some((name) => text.includes(name))) return new Map();
  try {
    const found = [...declarations(text, path, names)];
    return new Map(found.map(([name, { value, at }]) => [name, { value, line: lineAt(text, at) }]));
  } catch (error) {
    if (!(error instanceof Unterminated)) throw error;
    throw invalid(text, path, error.at, `has an ${error.message}`, 'mend the file');
  }
}

/** Where the text says what the revision builds on; null when it leaves that out. Throws as `readHeader`. */
export function placeOfParents(text: string, path: string): { readonly start: number; readonly end: number } | null {
  const found = declarations(text, path, NAMES).get('downRevision');
  return found === undefined ? null : { start: found.at, end: found.end };
}

/** The line, counted from 1, of an offset. */
export function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

function declarations(text: string, path: string, names: ReadonlySet<string>): ReadonlyMap<string, Found> {
  const list = firstTokens(text);
  const found = new Map<string, Found>();
  const place: Place = { found, local: new Map(), names, text, path };
  let depth = 0;
  let objectDepth = -1; // inside the literal of `module.exports = {` or `export default {`
  for (let index = 0; index < list.length; index += 1) {
    const token = list[index];
    if (token === undefined) break;
    if (token.kind === 'punctuation' && '([{'.includes(token.text)) {
      if (token.text === '{' && depth === 0 && startsExports(list, index)) objectDepth = 1;
      if (token.text === '{' && depth === 0 && list[index - 1]?.text === 'export') exportNames(list, index, place);
      depth += 1;
    } else if (token.kind === 'punctuation' && ')]}'.includes(token.text)) {
      depth -= 1;
      if (depth < objectDepth) objectDepth = -1;
    } else if (depth === 0) atTop(list, index, place);
    else if (depth === objectDepth) inObject(list, index, place);
  }
  return found;
}

// All tokens up to the function `up`, when no header constant can follow it.
function firstTokens(text: string): readonly Token[] {
  const list: Token[] = [];
  for (const token of tokens(text)) {
    list.push(token);
    if (token.text === 'up' && list.at(-2)?.text === 'function' && !LATER.test(text.slice(token.end))) break;
  }
  return list;
}

function startsExports(list: readonly Token[], index: number): boolean {
  const [third, second, first] = [list[index - 3]?.text, list[index - 2]?.text, list[index - 1]?.text];
  if (first === '=' && second === 'exports') return third === '.' || third !== 'const';
  return (first === 'default' && second === 'export') || (first === '=' && second === 'export');
}

interface Place {
  readonly found: Map<string, Found>;
  readonly local: Map<string, Found | number>;
  readonly names: ReadonlySet<string>;
  readonly text: string;
  readonly path: string;
}

// `export const x = …`, `const x = …`, `exports.x = …`
function atTop(list: readonly Token[], index: number, { found, local, names, text, path }: Place): void {
  const token = list[index];
  const before = list[index - 1]?.text;
  if (token === undefined || !names.has(token.text)) return;
  if (before === 'const' || before === 'let' || before === 'var') {
    const equals = afterType(list, index + 1);
    const literal = list[equals]?.text === '=' ? literalAt(list, equals + 1, text) : null;
    if (list[index - 2]?.text !== 'export') local.set(token.text, literal ?? token.start);
    else found.set(token.text, literal ?? notLiteral(token, text, path));
    return;
  }
  if (before === '.' && list[index - 2]?.text === 'exports' && list[index + 1]?.text === '=') {
    found.set(token.text, literalAt(list, index + 2, text) ?? notLiteral(token, text, path));
  }
}

function inObject(list: readonly Token[], index: number, { found, names, text, path }: Place): void {
  const token = list[index];
  const before = list[index - 1]?.text;
  if (token === undefined || (before !== '{' && before !== ',')) return;
  const name = token.kind === 'string' ? token.text.slice(1, -1) : token.text;
  if (!names.has(name) || list[index + 1]?.text !== ':') return;
  found.set(name, literalAt(list, index + 2, text) ?? notLiteral(token, text, path));
}

// `export { a, b as c }`
function exportNames(list: readonly Token[], open: number, { found, local, names, text, path }: Place): void {
  for (let index = open + 1; index < list.length && list[index]?.text !== '}'; index += 1) {
    const inner = list[index];
    const outer = list[index + 1]?.text === 'as' ? list[index + 2]?.text : inner?.text;
    const value = local.get(inner?.text ?? '');
    if (inner === undefined || outer === undefined || value === undefined || !names.has(outer)) continue;
    found.set(outer, typeof value === 'number' ? notLiteral(inner, text, path) : value);
  }
}

// Past a type annotation: to the `=` at this depth.
function afterType(list: readonly Token[], start: number): number {
  if (list[start]?.text !== ':') return start;
  let depth = 0;
  for (let index = start; index < list.length; index += 1) {
    const { text = '' } = list[index] ?? {};
    if ('([{<'.includes(text)) depth += 1;
    else if (')]}'.includes(text) || (text === '>' && list[index - 1]?.text !== '=')) depth -= 1;
    else if (depth === 0 && text === '=' && list[index + 1]?.text !== '>') return index;
  }
  return start;
}

function literalAt(list: readonly Token[], start: number, text: string): Found | null {
  const token = list[start];
  if (token === undefined) return null;
  if (token.text === '[') return arrayAt(list, start, text);
  const value = scalar(token);
  if (value === undefined || !ends(list, start + 1, text)) return null;
  return { value, at: token.start, end: token.end };
}

function arrayAt(list: readonly Token[], start: number, text: string): Found | null {
  const values: string[] = [];
  for (let index = start + 1; index < list.length; index += 1) {
    const token = list[index];
    if (token === undefined) return null;
    if (token.text === ']')
      return ends(list, index + 1, text) ? { value: values, at: list[start]?.start ?? 0, end: token.end } : null;
    if (token.text === ',') continue;
    const value = scalar(token);
    if (typeof value !== 'string') return null;
    values.push(value);
  }
  return null;
}

function scalar(token: Token): string | boolean | null | undefined {
  if (token.kind === 'string') return unescaped(token.text.slice(1, -1));
  if (token.kind === 'template') return token.text.includes('${') ? undefined : unescaped(token.text.slice(1, -1));
  const words: Readonly<Record<string, boolean | null>> = { true: true, false: false, null: null, undefined: null };
  return Object.hasOwn(words, token.text) ? words[token.text] : undefined;
}

// Whether the expression is over: `'a' + b` or `'a'.trim()` is no literal.
function ends(list: readonly Token[], index: number, text: string): boolean {
  const token = list[index];
  if (token === undefined || /^[;,}\])]$/.test(token.text) || token.text === 'as' || token.text === 'satisfies')
    return true;
  const newLine = text.slice(list[index - 1]?.end ?? 0, token.start).includes('\n');
  return newLine && token.kind === 'word';
}

function unescaped(text: string): string {
  if (!text.includes('\\')) return text;
  const named: Readonly<Record<string, string>> = {
    n: '\n',
    t: '\t',
    r: '\r',
    b: '\b',
    f: '\f',
    v: '\v',
    '0': '\0',
    '\n': '',
  };
  return text.replace(
    /\\(?:u\{([\da-fA-F]+)\}|u([\da-fA-F]{4})|x([\da-fA-F]{2})|([\s\S]))/g,
    (_all, point, unit, byte, other) => {
      const code = point ?? unit ?? byte;
      return code === undefined ? (named[other] ?? other) : String.fromCodePoint(Number.parseInt(code, 16));
    },
  );
}

function header(found: ReadonlyMap<string, Found>, text: string, path: string): Header {
  const at = (name: string) => found.get(name)?.at ?? 0;
  const wrong = (name: string, wanted: string) =>
    invalid(text, path, at(name), `declares ${name} as something else than ${wanted}`, `write ${name} as ${wanted}`);
  const list = (name: string): readonly string[] => {
    const value = found.get(name)?.value ?? [];
    if (typeof value === 'boolean') throw wrong(name, 'a string, an array of strings or null');
    return typeof value === 'string' ? [value] : value;
  };
  const revision = found.get('revision')?.value;
  if (typeof revision !== 'string') throw wrong('revision', 'a string');
  if (revision === '' || /[@+:\s-]/.test(revision) || RESERVED.has(revision)) {
    throw invalid(
      text,
      path,
      at('revision'),
      `declares the id "${revision}", which is empty, a reserved word, or holds one of @ - + :`,
      'windlass revision makes good ids',
    );
  }
  const transaction = found.get('transaction')?.value ?? true;
  if (typeof transaction !== 'boolean') throw wrong('transaction', 'true or false');
  return {
    revision,
    downRevision: list('downRevision'),
    branchLabels: list('branchLabels'),
    dependsOn: list('dependsOn'),
    transaction,
    irreversible: irreversible(found, text),
  };
}

// `irreversible = true; // the reason`, `irreversible = 'the reason'` or `irreversibleReason = '…'`
function irreversible(found: ReadonlyMap<string, Found>, text: string): string | null {
  const declared = found.get('irreversible');
  const reason = found.get('irreversibleReason')?.value;
  if (typeof declared?.value === 'string') return declared.value;
  if (declared?.value !== true) return typeof reason === 'string' && declared === undefined ? reason : null;
  if (typeof reason === 'string') return reason;
  return /^[^\n]*?\/\/[ \t]*([^\n\r]+)/.exec(text.slice(declared.end))?.[1]?.trim() ?? '';
}

function orphan(found: ReadonlyMap<string, Found>, text: string, path: string): null {
  const down = found.get('downRevision');
  if (down === undefined) return null;
  throw invalid(text, path, down.at, 'declares downRevision and no revision', "add: export const revision = '…'");
}

function notLiteral(token: Token, text: string, path: string): never {
  throw invalid(
    text,
    path,
    token.start,
    `declares ${token.text} as something that is not a literal`,
    'write a plain string, array of strings, boolean or null: headers are read from the text, never run',
  );
}

function invalid(text: string, path: string, at: number, wrong: string, remedy: string): ConfigInvalid {
  const line = lineAt(text, at);
  return new ConfigInvalid(`${path}:${line} ${wrong}`, remedy, { place: { path, line } });
}
