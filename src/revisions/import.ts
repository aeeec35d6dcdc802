import { existsSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { setImmediate as tick } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { ConfigInvalid, sentenceOf } from '../errors.ts';
import type { Revision } from '../graph/revision.ts';
import { placeIn } from './frame.ts';
import { lendPackages } from './lend.ts';
import { type JitiOptions, withJiti } from './with-jiti.ts';

/** A revision's functions, as its file exports them. */
export interface RevisionModule {
  readonly up: (...args: unknown[]) => unknown;
  readonly down: ((...args: unknown[]) => unknown) | undefined;
  /** What `this` is inside them. */
  readonly self: object;
}

const ENDINGS = ['.ts', '.js', '.mts', '.cts', '.mjs', '.cjs', '/index.ts', '/index.js'];
const TYPESCRIPT = /\.[cm]?ts$/;

// Node strips types where it can; what it cannot read so (enums, imports without extension, Node 20) goes through jiti.
const NOT_FOR_NODE = new Set([
  'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX',
  'ERR_INVALID_TYPESCRIPT_SYNTAX',
  'ERR_UNKNOWN_FILE_EXTENSION',
  'ERR_MODULE_NOT_FOUND',
  'ERR_UNSUPPORTED_DIR_IMPORT',
  'ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING',
]);

/**
 * Imports a revision's file: TypeScript, ESM or CommonJS. Throws CONFIG_INVALID with file and line when it does not load or has no `up`.
 * Nothing is written to disk.
 */
export async function importRevision(revision: Revision, options: { directory: string }): Promise<RevisionModule> {
  const found = exportsOf(await importFile(revision.path, options), ['up']);
  if (found !== null) {
    const { up, down } = found as { up: RevisionModule['up']; down?: unknown };
    return { up, down: typeof down === 'function' ? (down as RevisionModule['up']) : undefined, self: found };
  }
  const shown = relative(options.directory, revision.path);
  throw new ConfigInvalid(`${shown} exports no function up()`, 'export async function up(op) { … }', {
    place: { path: revision.path, line: null },
  });
}

/** The exports of a file of the project by the project's own means. Throws CONFIG_INVALID with file and line when it does not load. */
export async function importFile(
  path: string,
  { directory, ...options }: JitiOptions & { directory: string },
): Promise<unknown> {
  await lendPackages(directory);
  return once(load(path, options)).catch((error) => {
    throw unloadable(error, path, relative(directory, path));
  });
}

// When what a file imports fails, Node (20.20) reports that module's own promise as unhandled, too: once is enough.
async function once<T>(loading: Promise<T>): Promise<T> {
  const others: unknown[] = [];
  const listen = (reason: unknown) => void others.push(reason);
  process.on('unhandledRejection', listen);
  try {
    const loaded = await loading;
    if (others.length > 0) throw others[0];
    return loaded;
  } catch (error) {
    await tick();
    throw error;
  } finally {
    process.off('unhandledRejection', listen);
  }
}

async function load(path: string, options: JitiOptions): Promise<unknown> {
  if (!TYPESCRIPT.test(path)) return javascript(path, options);
  const strips = (process.features as { typescript?: unknown }).typescript;
  if (strips === undefined || strips === false) return throughJiti(path, options);
  try {
    return await import(pathToFileURL(path).href);
  } catch (error) {
    if (!NOT_FOR_NODE.has((error as { code?: string }).code ?? '') && !(error instanceof SyntaxError)) throw error;
    return throughJiti(path, options);
  }
}

// A file that mixes `import` and `module.exports` (Babel allowed it), or CommonJS in an ESM package, is for jiti.
async function javascript(path: string, options: JitiOptions): Promise<unknown> {
  try {
    return await import(pathToFileURL(path).href);
  } catch (error) {
    const mixed = /is not defined in ES module|import statement outside a module|Unexpected token 'export'/;
    // V8 keeps the place of a syntax error in an ES module to itself; Babel tells it
    const placeless = error instanceof SyntaxError && placeOf(error.stack ?? '', path) === null;
    const beyond = missesOwnFile(error);
    if (!(error instanceof Error) || !(placeless || beyond || mixed.test(error.message))) throw error;
    return throughJiti(path, options);
  }
}

// A file of the project that only a loader finds: TypeScript behind require('../db'), or an ES import without extension.
function missesOwnFile(error: unknown): boolean {
  const {
    code = '',
    message = '',
    requireStack = [],
  } = (error ?? {}) as NodeJS.ErrnoException & {
    requireStack?: readonly string[];
  };
  if (NOT_FOR_NODE.has(code) && code !== 'ERR_MODULE_NOT_FOUND') return true;
  const missing = /^Cannot find module '([./][^']*)'/.exec(message)?.[1];
  if (missing === undefined) return false;
  const path = resolve(dirname(requireStack[0] ?? '/'), missing);
  return [path.replace(/js$/, 'ts'), ...ENDINGS.map((ending) => path + ending)].some((found) => existsSync(found));
}

const throughJiti = (path: string, options: JitiOptions) => withJiti(path, { ...lendPackages.aliases }, options);

// `export function up`, `export default { up }`, `module.exports = { up }`, `exports.default = { up }`. The inner object comes first: of
// `module.exports`, Node's lexer shows the namespace only the names it recognises (cjs-module-lexer), often `up` without `down`.
/** The object of a module's exports that has a function of one of those names, or null. */
export function exportsOf(namespace: unknown, names: readonly string[], depth = 0): object | null {
  if (depth > 2 || namespace === null || (typeof namespace !== 'object' && typeof namespace !== 'function'))
    return null;
  const object = namespace as Readonly<Record<string, unknown>>;
  const within = exportsOf(object.default, names, depth + 1);
  return within ?? (names.some((name) => typeof object[name] === 'function') ? namespace : null);
}

function unloadable(error: unknown, path: string, shown: string): ConfigInvalid {
  const failure: Error & { code?: string } = error instanceof Error ? error : new Error(sentenceOf(error));
  const { message, stack = '', code } = failure;
  const missing = /Cannot find (?:package|module) '([^']+)'/.exec(message)?.[1];
  const at = placeOf(stack, path) ?? placeOf(message, path);
  const where = at === null ? shown : `${shown}:${at}`;
  const place = { path, line: at === null ? null : Number.parseInt(at, 10) };
  if (missing !== undefined && (code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND')) {
    const own = missing.startsWith('.') || missing.startsWith('/');
    return new ConfigInvalid(
      `${where} imports "${missing}", which cannot be found`,
      own ? 'mend the path of the import' : `npm install ${missing}`,
      { cause: error, place },
    );
  }
  const words = message.split('\n')[0] ?? message;
  return new ConfigInvalid(`${where} cannot be loaded: ${words}`, 'mend the file', { cause: error, place });
}

// V8 writes `file.js:3` above a syntax error and `(file.js:3:5)` in frames; Babel (jiti) writes `(3:5)` behind the message.
function placeOf(text: string, path: string): string | null {
  return placeIn(text, path) ?? /\((\d+:\d+)\)/.exec(text.split('\n')[0] ?? '')?.[1] ?? null;
}
