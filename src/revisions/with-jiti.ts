import { existsSync, readFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** How a file is read. */
export interface JitiOptions {
  /** False: `declare` of class fields is left out. Babel (jiti 2.7) refuses it beside a decorator; the fields then hide what a model's prototype has. */
  readonly declares?: boolean;
}

/**
 * The exports of a file through jiti: TypeScript that Node cannot strip, ES modules where package.json says nothing of them, and
 * imports that only a bundler or a loader finds. Nothing is written to disk; what is loaded once stays loaded for all.
 */
export async function withJiti(
  path: string,
  alias: Record<string, string>,
  { declares = true }: JitiOptions = {},
): Promise<unknown> {
  const { createJiti } = await import('jiti');
  const url = pathToFileURL(path).href;
  const plain = createJiti(url, { fsCache: false, interopDefault: false });
  const commonJs = !isModule(path);
  const transform: NonNullable<Parameters<typeof createJiti>[1]>['transform'] = (options) => ({
    code: withDefaults(plain.transform(declares ? options : undeclared(options)), commonJs),
  });
  const jiti = createJiti(url, { fsCache: false, interopDefault: false, alias, transform });
  if (!commonJs) return jiti.import(path);
  try {
    return jiti(path);
  } catch (error) {
    if (!needsAsync(error)) throw error;
    return jiti.import(path);
  }
}

// Where an ES import meets a CommonJS module, jiti leaves `default` undefined once that module stands in the cache of require
// (2.7). So each import says what Babel and TypeScript (esModuleInterop) say: the module is its own default.
function withDefaults(code: string, commonJs: boolean): string {
  const unwrap = commonJs ? 'm.default?.__esModule?m.default:m' : 'm';
  const interop = `(m=>m===null||typeof m!=="object"&&typeof m!=="function"?m:m[Symbol.toStringTag]==="Module"?${unwrap}:m.__esModule?m:new Proxy(m,{get:(t,k)=>k==="default"?t:Reflect.get(t,k)}))`;
  return code.replace(
    /\bvar (_\w+) = ((?:await jitiImport|require)\("(?:[^"\\]|\\.)*"\));/g,
    (_, name: string, imported: string) => `var ${name} = ${interop}(${imported});`,
  );
}

function undeclared<T extends { readonly source: string }>(options: T): T {
  const source = options.source.replace(
    /\bdeclare\s+(?=(?:(?:public|protected|private|readonly|override)\s+)*[\w$]+\s*[?!]?\s*:)/g,
    '',
  );
  return { ...options, source };
}

function needsAsync(error: unknown): boolean {
  const { code = '', message = '' } = (error ?? {}) as { code?: string; message?: string };
  return /^ERR_REQUIRE_(?:ESM|ASYNC_MODULE)$/.test(code) || /await is only valid|'await' is only allowed/.test(message);
}

/** Whether Node reads that JavaScript or TypeScript file as an ES module: by its ending, else by the nearest package.json. */
export function isModule(path: string): boolean {
  const extension = extname(path);
  if (extension.startsWith('.m')) return true;
  if (extension.startsWith('.c')) return false;
  return isModuleFolder(dirname(path));
}

const moduleFolders = new Map<string, boolean>();

function isModuleFolder(folder: string): boolean {
  const known = moduleFolders.get(folder);
  if (known !== undefined) return known;
  const file = join(folder, 'package.json');
  const found = existsSync(file)
    ? (JSON.parse(readFileSync(file, 'utf8')) as { type?: string }).type === 'module'
    : folder !== dirname(folder) && isModuleFolder(dirname(folder));
  moduleFolders.set(folder, found);
  return found;
}
