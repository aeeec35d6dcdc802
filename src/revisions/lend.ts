import Module, { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

// What a revision may import without its project having it: mounted migrations have no node_modules of their own.
const LENT = ['sequelize', 'windlass'];

type Resolve = (
  specifier: string,
  context: { parentURL?: string },
  next: (specifier: string, context: object) => unknown,
) => unknown;
type ResolveFilename = (request: string, ...rest: unknown[]) => string;

let done = false;
const aliases: Record<string, string> = {};

/**
 * Lets revisions import `sequelize` and `windlass` from beside Windlass when their project does not have them. Does nothing
 * where the project has both.
 */
export async function lendPackages(directory: string): Promise<void> {
  if (done) return;
  done = true;
  const project = createRequire(pathToFileURL(`${directory}/package.json`));
  const here = createRequire(import.meta.url);
  for (const name of LENT) {
    const own = resolved(project, name) === null ? resolved(here, name) : null;
    if (own !== null) aliases[name] = own; // the command line that the Action brings is one file, with no "windlass" beside it
  }
  if (Object.keys(aliases).length === 0) return;
  lendToRequire();
  lendToImport();
}
lendPackages.aliases = aliases as Readonly<Record<string, string>>;

function resolved(require: NodeJS.Require, name: string): string | null {
  try {
    return require.resolve(name);
  } catch {
    return null; // not installed there: that is the answer
  }
}

function lendToRequire(): void {
  const internals = Module as unknown as { _resolveFilename: ResolveFilename };
  const original = internals._resolveFilename.bind(Module);
  internals._resolveFilename = (request, ...rest) => {
    try {
      return original(request, ...rest);
    } catch (error) {
      const lent = aliases[request];
      if (lent === undefined) throw error;
      return lent;
    }
  };
}

// Synchronous hooks where Node has them (22.15), else a loader thread (20). What is lent is looked for again as if Windlass itself asked, so
// that `import` gets a package's ES module: Node finds no named exports in Sequelize's CommonJS.
function lendToImport(): void {
  const { registerHooks, register } = Module as unknown as {
    registerHooks?: (hooks: { resolve: Resolve }) => void;
    register: (url: string) => void;
  };
  if (registerHooks !== undefined) {
    registerHooks({
      resolve(specifier, context, next) {
        try {
          return next(specifier, context);
        } catch (error) {
          if (!(specifier in aliases)) throw error;
          return next(specifier, { ...context, parentURL: import.meta.url });
        }
      },
    });
    return;
  }
  const source = `const lent = ${JSON.stringify(Object.keys(aliases))};
export async function resolve(specifier, context, next) {
  try { return await next(specifier, context); }
  catch (error) {
    if (!lent.includes(specifier)) throw error;
    return next(specifier, { ...context, parentURL: ${JSON.stringify(import.meta.url)} });
  }
}`;
  register(`data:text/javascript,${encodeURIComponent(source)}`);
}
