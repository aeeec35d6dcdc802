import { SqlText } from '../model/statement.ts';

/** JavaScript that stands among values as it is: `DataTypes.STRING(20)`. `uses`: what it needs imported from Sequelize. */
export class Code {
  readonly text: string;
  readonly uses: readonly string[];

  constructor(text: string, uses: readonly string[]) {
    this.text = text;
    this.uses = uses;
  }
}

const WIDTH = 100;
const STEP = '  ';

/**
 * A value as a person writes it in JavaScript, formatted as Prettier does: on one line where it fits, else an element a line. `indent`: what stands
 * before its lines; `taken`: how many characters of the first line are gone. SQL text becomes `literal('…')`.
 */
export function printed(value: unknown, indent = '', taken = 0): string {
  const flat = onOneLine(value);
  if (!isList(value) || (!isTable(value) && !flat.includes('\n') && taken + flat.length <= WIDTH)) return flat;
  const inner = indent + STEP;
  const lines = elements(value).map(
    ({ label, own }) => `${inner}${label}${printed(own, inner, inner.length + label.length + 1)},`,
  );
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  return [open, ...lines, `${indent}${close}`].join('\n');
}

/** `await op.method(…)`, without the semicolon. The last argument is hugged, as Prettier does it. */
export function printedCall(callee: string, args: readonly unknown[], indent = ''): string {
  const flat = `${callee}(${args.map(onOneLine).join(', ')})`;
  const open = args.some((arg) => isTable(arg));
  if (!open && !flat.includes('\n') && indent.length + flat.length < WIDTH) return flat;
  const before = args.slice(0, -1).map(onOneLine).join(', ');
  const lead = `${callee}(${before}${before === '' ? '' : ', '}`;
  const plain = !args.slice(0, -1).some(isTable) && !before.includes('\n') && indent.length + lead.length < WIDTH;
  const last = args.at(-1);
  if (plain && (isList(last) || isBlock(last))) return `${lead}${printed(last, indent, indent.length + lead.length)})`;
  const inner = indent + STEP;
  const lines = args.map((arg) => `${inner}${printed(arg, inner, inner.length + 1)},`);
  return [`${callee}(`, ...lines, `${indent})`].join('\n');
}

/** Names that the code among the values needs imported. */
export function usesOf(value: unknown): readonly string[] {
  if (value instanceof Code) return value.uses;
  if (value instanceof SqlText) return ['literal'];
  return isList(value) ? elements(value).flatMap(({ own }) => usesOf(own)) : [];
}

/** A string as JavaScript: in single quotes, in double ones where that spares backslashes, as a template where it has several lines. */
export function quoted(text: string): string {
  if (text.includes('\n') && !/[^\n\t\x20-\u{10FFFF}]/u.test(text))
    return `\`${text.replace(/[\\`]|\$(?=\{)/g, '\\$&')}\``;
  const json = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"');
  const count = (mark: string) => text.split(mark).length;
  if (count("'") > count('"')) return `"${json.replaceAll('"', '\\"')}"`;
  return `'${json.replaceAll("'", "\\'")}'`;
}

function onOneLine(value: unknown): string {
  if (value instanceof Code) return value.text;
  if (value instanceof SqlText) return `literal(${quoted(value.text)})`;
  if (typeof value === 'string') return quoted(value);
  if (!isList(value)) return String(value);
  const inside = elements(value)
    .map(({ label, own }) => label + onOneLine(own))
    .join(', ');
  if (Array.isArray(value)) return `[${inside}]`;
  return inside === '' ? '{}' : `{ ${inside} }`;
}

function elements(list: object): readonly { readonly label: string; readonly own: unknown }[] {
  if (Array.isArray(list)) return list.map((own: unknown) => ({ label: '', own }));
  return Object.entries(list).map(([name, own]) => ({ label: `${key(name)}: `, own: own as unknown }));
}

// Behind a colon __proto__ would set the prototype (ECMA-262, B.3.1).
function key(name: string): string {
  if (name === '__proto__') return "['__proto__']";
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : quoted(name);
}

function isList(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !(value instanceof Code) && !(value instanceof SqlText);
}

// The columns of a table: one a line, however short they are.
function isTable(value: unknown): boolean {
  if (!isList(value) || Array.isArray(value)) return false;
  const own = Object.values(value);
  return (
    own.length > 1 && own.every((each) => isList(each) || each instanceof Code) && own.some((each) => isList(each))
  );
}

// A template of several lines.
function isBlock(value: unknown): boolean {
  return typeof value === 'string' && quoted(value).startsWith('`');
}
