import { pipeline } from 'node:stream/promises';
import type { Client } from 'pg';
import { from } from 'pg-copy-streams';

/** Runs COPY … FROM STDIN with those bytes. Throws the server's error, or what the stream throws. */
export async function copyFrom(client: Client, sql: string, chunks: AsyncIterable<Uint8Array>): Promise<void> {
  await pipeline(chunks, client.query(from(sql)));
}
