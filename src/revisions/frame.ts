import { fileURLToPath, pathToFileURL } from 'node:url';

/**
 * Where that file stands in a stack or a message: `12` or `12:5`; null when it does not. An ES module stands there by its URL, in which spaces and letters
 * beyond ASCII are encoded.
 */
export function placeIn(text: string, path: string): string | null {
  for (const name of [path, pathToFileURL(path).href])
    for (const after of text.split(name).slice(1)) {
      const place = /^(?:\?[^:\s]*)?:(\d+(?::\d+)?)/.exec(after)?.[1];
      if (place !== undefined) return place;
    }
  return null;
}

const FRAME = /(?:\(|at )((?:file:\/\/)?\/[^\n]*?)(?:\?[^:\n]*)?:(\d+):\d+\)?$/gm;

/** The innermost place of a stack in that folder, packages apart; undefined when there is none. */
export function frameIn(
  stack: string | undefined,
  directory: string,
): { readonly path: string; readonly line: number } | undefined {
  return [...(stack ?? '').matchAll(FRAME)]
    .map(([, url = '', line]) => ({ path: url.startsWith('file:') ? fileURLToPath(url) : url, line: Number(line) }))
    .find(({ path }) => path.startsWith(directory) && !path.includes('/node_modules/'));
}
