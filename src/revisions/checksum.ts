import { createHash } from 'node:crypto';

/** SHA-256 of the text with line ends made LF and without a byte order mark, in hex: the same on every platform's checkout. */
export function checksum(text: string): string {
  return createHash('sha256')
    .update(text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n'))
    .digest('hex');
}
