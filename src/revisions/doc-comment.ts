import { basename } from 'node:path';

// What may stand before the doc comment: white space, a shebang, 'use strict', other comments, imports.
const BEFORE =
  /\s+|#![^\n]*|\/\/[^\n]*|\/\*(?!\*[^*/])[\s\S]*?\*\/|(['"])use strict\1;?|import\b[^;'"]*['"][^'"\n]*['"][^;\n]*;?/y;
const DOC = /\/\*\*([\s\S]*?)\*\//y;

/** The text of the leading doc comment, without its stars; empty when there is none, or only tags (`@type …`). */
export function docComment(text: string): string {
  for (let at = 0; ; ) {
    DOC.lastIndex = at;
    const doc = DOC.exec(text);
    const lines = (doc?.[1] ?? '').split(/\r?\n/).map((line) => line.replace(/^\s*\*? ?/, '').trimEnd());
    const words = lines.join('\n').trim();
    if (words !== '' && !words.startsWith('@')) return words;
    BEFORE.lastIndex = at;
    if (doc !== null) at = DOC.lastIndex;
    else if (BEFORE.test(text)) at = BEFORE.lastIndex;
    else return '';
  }
}

/** The words of a revision's file name, without date, time, id and extension. */
export function slugWords(path: string, id: string | null): string {
  const stem = basename(path).replace(/(?:\.[cm]?[jt]s)$/, '');
  const withoutId = id === null ? stem : stem.replace(id, '');
  const words = withoutId
    .replace(/^(?:\d+[-_.T]*)+/, '')
    .split(/[-_.\s]+/)
    .filter((word) => word !== '')
    .join(' ');
  return words === '' ? stem : words;
}
