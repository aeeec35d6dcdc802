import { pathToFileURL } from 'node:url';

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
