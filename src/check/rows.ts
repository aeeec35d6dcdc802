import { readFile } from 'node:fs/promises';

/** The tables that a file of SQL puts rows into, by their names as they are written there; each once. */
export async function filledBy(file: string): Promise<readonly string[]> {
  const text = await readFile(file, 'utf8');
  const found = text.matchAll(
    /^\s*(?:(?:INSERT|REPLACE)\s+(?:OR\s+\w+\s+)?INTO|COPY)\s+((?:"[^"]+"|\[[^\]]+\]|`[^`]+`|[^\s("[`.]+|\.)+)/gim,
  );
  return [...new Set([...found].map(([, table = '']) => table.replace(/["[\]`]/g, '')))];
}
