import { readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ConfigInvalid } from '../errors.ts';
import { lendPackages } from '../revisions/lend.ts';

/** The default export of a configuration file: JSON, JavaScript or TypeScript; a function is called, a promise awaited. Throws CONFIG_INVALID. */
export async function importConfig(path: string): Promise<unknown> {
  try {
    const loaded = await load(path);
    return typeof loaded === 'function' ? await loaded() : await loaded;
  } catch (cause) {
    const { message, stack = '' } = cause instanceof Error ? cause : new Error(String(cause));
    const line = stack.includes(path) ? /^:(\d+)/.exec(stack.slice(stack.indexOf(path) + path.length))?.[1] : undefined;
    const place = line === undefined ? basename(path) : `${basename(path)}:${line}`;
    throw new ConfigInvalid(`${place} cannot be loaded: ${message.split('\n')[0]}`, 'mend the file', { cause });
  }
}

async function load(path: string): Promise<unknown> {
  if (path.endsWith('.json')) return JSON.parse(readFileSync(path, 'utf8'));
  await lendPackages(dirname(path));
  const strips = (process.features as { typescript?: unknown }).typescript;
  if (/\.[cm]?ts$/.test(path) && (strips === undefined || strips === false)) return withJiti(path);
  try {
    return unwrapped(await import(pathToFileURL(path).href));
  } catch (error) {
    if (!foreign(error)) throw error;
    return withJiti(path);
  }
}

// What Node does not read by itself: TypeScript beyond types, imports without extension, a CommonJS file in an ESM package (and the reverse).
function foreign(error: unknown): boolean {
  const { code = '', message = '' } = error as { code?: string; message?: string };
  return (
    /TYPESCRIPT|MODULE_NOT_FOUND|DIR_IMPORT|TYPE_STRIPPING/.test(code) ||
    /is not defined in ES module|import statement outside|Unexpected token 'export'/.test(message)
  );
}

async function withJiti(path: string): Promise<unknown> {
  const { createJiti } = await import('jiti');
  return unwrapped(
    await createJiti(pathToFileURL(path).href, {
      fsCache: false,
      interopDefault: false,
      alias: { ...lendPackages.aliases },
    }).import(path),
  );
}

function unwrapped(namespace: unknown): unknown {
  const outer = (namespace as { default?: unknown }).default ?? namespace;
  const isModule = typeof outer === 'object' && outer !== null && '__esModule' in outer && 'default' in outer;
  return isModule ? (outer as { default: unknown }).default : outer;
}
