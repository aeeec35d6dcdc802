const CLASSES: Readonly<Record<string, string>> = { d: '0123456789', w: 'abcdefgh0123_', s: ' ', m: '', M: '', y: '' };
const PRINTABLE = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.@/ ';
const NAMED: Readonly<Record<string, string>> = {
  alpha: 'abcdefgh',
  digit: '0123456789',
  alnum: 'abcdefgh0123',
  upper: 'ABCDEFGH',
  lower: 'abcdefgh',
  xdigit: '0123456789abcdef',
  space: ' ',
};

/** A text that a regular expression takes, of the usual ones; `n` chooses among them. It is only tried: what it does not know goes in as it stands. */
export function patternText(source: string, n: number): string {
  const reader = new Reader(source, n);
  return reader.choice();
}

/** A text that LIKE takes. */
export function likeText(source: string, n: number): string {
  return source.replace(/\\(.)|([%_])/g, (_, escaped?: string, wild?: string) => {
    if (escaped !== undefined) return escaped;
    return wild === '_' ? String.fromCharCode(97 + (n % 26)) : n === 0 ? '' : `x${n}`;
  });
}

/** The regular expression of a GLOB. */
export function globPattern(source: string): string {
  return source.replace(/[*?]|\[\^?/g, (part) => (part === '*' ? '.*' : part === '?' ? '.' : part));
}

class Reader {
  private at = 0;
  private readonly source: string;
  private readonly n: number;

  constructor(source: string, n: number) {
    this.source = source;
    this.n = n;
  }

  /** One of the alternatives up to the end or the parenthesis that closes. */
  choice(): string {
    const found = [this.sequence()];
    while (this.source[this.at] === '|') {
      this.at += 1;
      found.push(this.sequence());
    }
    return found[this.n % found.length] ?? '';
  }

  private sequence(): string {
    let text = '';
    while (this.at < this.source.length && !'|)'.includes(this.source[this.at] ?? '')) text += this.repeated();
    return text;
  }

  private repeated(): string {
    const from = this.at;
    let text = this.atom();
    const [least, most] = this.times();
    if (least === 1 && most === 1) return text;
    const end = this.at;
    const times = Math.min(least + (least === 0 ? Math.min(this.n, 1) : this.n % 2), most, Math.max(least, 20));
    const one = text;
    text = '';
    for (let done = 0; done < times; done += 1) {
      this.at = from;
      text += done === 0 ? one : this.atom();
    }
    this.at = end;
    return text;
  }

  private times(): readonly [number, number] {
    const [whole = '', least, comma, most] = /^(?:[*+?]|\{(\d+)(,?)(\d*)\})\??/.exec(this.source.slice(this.at)) ?? [];
    this.at += whole.length;
    if (whole === '') return [1, 1];
    if (whole.startsWith('{')) return [Number(least), most ? Number(most) : comma ? Infinity : Number(least)];
    return whole.startsWith('?') ? [0, 1] : [whole.startsWith('+') ? 1 : 0, Infinity];
  }

  private atom(): string {
    const own = this.source[this.at] ?? '';
    this.at += 1;
    if (own === '^' || own === '$') return '';
    if (own === '.') return String.fromCharCode(97 + (this.n % 26));
    if (own === '[') return this.oneOf();
    if (own === '\\') return this.escaped();
    if (own !== '(') return own;
    const [ahead = ''] = /^\?(?:[:=!]|<[=!])/.exec(this.source.slice(this.at)) ?? [];
    this.at += ahead.length;
    const inner = this.choice();
    this.at += 1;
    return /[=!]/.test(ahead) ? '' : inner;
  }

  private escaped(): string {
    const own = this.source[this.at] ?? '';
    this.at += 1;
    const list = CLASSES[own];
    return list === undefined ? own : (list[this.n % Math.max(list.length, 1)] ?? '');
  }

  private oneOf(): string {
    const [whole = '', not = '', inner = ''] =
      /^(\^?)(\]?(?:\[:\w+:\]|\\.|[^\]])*)\]/.exec(this.source.slice(this.at)) ?? [];
    this.at += whole.length;
    const list = membersOf(inner);
    const chosen = not === '' ? list : [...PRINTABLE].filter((each) => !list.includes(each));
    return chosen[this.n % Math.max(chosen.length, 1)] ?? '';
  }
}

function membersOf(inner: string): readonly string[] {
  return [...inner.matchAll(/\[:(\w+):\]|\\(.)|(.)-([^\]])|(.)/gs)].flatMap(([, named, escaped, low, high, own]) => {
    if (named !== undefined) return [...(NAMED[named] ?? '')];
    if (escaped !== undefined) return [...(CLASSES[escaped] ?? escaped)];
    if (low === undefined || high === undefined) return [own ?? ''];
    const [from, to] = [low.charCodeAt(0), high.charCodeAt(0)];
    return Array.from({ length: Math.min(Math.max(to - from + 1, 0), 40) }, (_, at) => String.fromCharCode(from + at));
  });
}
