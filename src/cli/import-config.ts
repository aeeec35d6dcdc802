import { readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ConfigInvalid } from '../errors.ts';
import { placeIn } from '../revisions/frame.ts';
import { lendPackages } from '../revisions/lend.ts';
import { masked } from '../settings/database-url.ts';

/** The default export of a configuration file: JSON, JavaScript or TypeScript; a function is called, a promise awaited. Throws CONFIG_INVALID. */
export async function importConfig(path: string): Promise<unknown> {
  if (path.endsWith('.json')) return readJson(path);
  try {
    const loaded = await load(path);
    return await (typeof loaded === 'function' ? called(loaded as Answering) : loaded);
  } catch (cause) {
    throw unloadable(path, cause);
  }
}

/** The file and, as far as the parser tells it, the line where its JSON ends being JSON. */
export function jsonPlace(path: string, text: string, error: SyntaxError): string {
  // never the message itself: it quotes the text around, which may hold a password
  const position = /at position (\d+)/.exec(error.message)?.[1];
  if (position === undefined) return basename(path);
  return `${basename(path)}:${text.slice(0, Number(position)).split('\n').length}`;
}

type Answering = (done?: (error: unknown, value: unknown) => void) => unknown;

// sequelize-cli: a function with one parameter is given a callback.
function called(answering: Answering): unknown {
  if (answering.length !== 1) return answering();
  return new Promise((resolve, reject) => {
    answering((error, value) => (error ? reject(error) : resolve(value)));
  });
}

function readJson(path: string): unknown {
  const text = readFileSync(path, 'utf8');
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ConfigInvalid(`${jsonPlace(path, text, cause as SyntaxError)} is not JSON`, 'mend the file', { cause });
  }
}

function unloadable(path: string, cause: unknown): ConfigInvalid {
  if (cause instanceof ConfigInvalid) return cause;
  const { message, stack = '' } = cause instanceof Error ? cause : new Error(String(cause));
  const at = placeIn(stack, path) ?? placeIn(message, path) ?? /\((\d+):\d+\)/.exec(message)?.[1];
  const line = at?.split(':')[0];
  const place = line === undefined ? basename(path) : `${basename(path)}:${line}`;
  const words = masked(message.split('\n')[0] ?? '');
  return new ConfigInvalid(`${place} cannot be loaded: ${words}`, 'mend the file', { cause });
}

async function load(path: string): Promise<unknown> {
  await lendPackages(dirname(path));
  const strips = (process.features as { typescript?: unknown }).typescript;
  if (/\.[cm]?ts$/.test(path) && (strips === undefined || strips === false)) return withJiti(path);
  try {
    return unwrapped(await import(pathToFileURL(path).href), path);
  } catch (error) {
    // Node keeps the line of a syntax error in an ES module to itself; jiti tells it
    if (!foreign(error) && !(error instanceof SyntaxError && placeIn(error.stack ?? '', path) === null)) throw error;
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
  const options = { fsCache: false, interopDefault: false, alias: { ...lendPackages.aliases } };
  return unwrapped(await createJiti(pathToFileURL(path).href, options).import(path), path);
}

function unwrapped(namespace: unknown, path: string): unknown {
  const module = namespace as Record<string, unknown>;
  // sequelize-cli configurations may export their environments by name, a Windlass configuration has a default export
  if (!('default' in module) && basename(path).startsWith('windlass.config.') && Object.keys(module).length > 0) {
    throw new ConfigInvalid(`${basename(path)} has no default export`, 'export default { url: …, migrations: … }');
  }
  const outer = module.default ?? namespace;
  const isModule = typeof outer === 'object' && outer !== null && '__esModule' in outer && 'default' in outer;
  return isModule ? (outer as { default: unknown }).default : outer;
}
