import { isAscii } from 'node:buffer';
import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';

const CHUNK_BYTES = 1 << 17;

/** A piece of a file, and how far it has been read with it: a share from 0 to 1. */
export interface Piece {
  readonly bytes: Buffer;
  readonly share: number;
}

/** The bytes of a file in pieces, without a byte order mark. Not a stream: that is closed only after its reader has gone on. */
export async function* pieces(path: string): AsyncGenerator<Piece> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    for (let done = 0; ; ) {
      const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(CHUNK_BYTES), 0, CHUNK_BYTES, done);
      if (bytesRead === 0) return;
      const bytes = buffer.subarray(0, bytesRead);
      const marked = done === 0 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
      done += bytesRead;
      yield { bytes: marked ? bytes.subarray(3) : bytes, share: size === 0 ? 1 : Math.min(1, done / size) };
    }
  } finally {
    await file.close();
  }
}

/** The same in text. Throws a TypeError at bytes that are not UTF-8. */
export async function* texts(path: string): AsyncGenerator<{ readonly text: string; readonly share: number }> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let open = false; // a character may go on in the next piece
  for await (const { bytes, share } of pieces(path)) {
    const plain = !open && isAscii(bytes);
    // a decoder that refuses what is no UTF-8 is ten times as slow (Node 20 to 24)
    yield { text: plain ? bytes.toString('latin1') : decoder.decode(bytes, { stream: true }), share };
    open = (bytes.at(-1) ?? 0) > 0x7f;
  }
  const text = decoder.decode();
  if (text !== '') yield { text, share: 1 };
}

/** SHA-256 of a file as `checksum` has it of a text, whatever its size; `more` follows it. */
export async function fileChecksum(path: string, more: string): Promise<string> {
  const hash = createHash('sha256');
  let open = false; // a carriage return at the end of a piece may be half of a line end
  for await (const { bytes } of pieces(path)) {
    if (!open && !bytes.includes(13)) hash.update(bytes);
    else {
      const text: string = (open ? '\r' : '') + bytes.toString('latin1');
      open = text.endsWith('\r');
      hash.update((open ? text.slice(0, -1) : text).replace(/\r\n?/g, '\n'), 'latin1');
    }
  }
  if (open) hash.update('\n');
  return hash.update(more).digest('hex');
}
