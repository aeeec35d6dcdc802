import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const made = new Map<string, string>();

/**
 * A node_modules folder with exactly those packages and what they need, copied: a link would lead back to this repository, where everything can be found.
 * `windlass` is this repository as its package. One for the whole process, removed at its end.
 */
export function packages(...names: readonly string[]): string {
  const key = [...names].sort().join();
  const found = made.get(key);
  if (found !== undefined) return found;
  const folder = mkdtempSync(join(tmpdir(), 'windlass-packages-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const modules = join(folder, 'node_modules');
  for (const name of closure(names)) copy(name, join(modules, name));
  made.set(key, modules);
  return modules;
}

/** The checkout of the action as GitHub makes it for `OWNER/windlass@v1`: what is committed of it, and no node_modules. */
export function actionCheckout(): string {
  const found = made.get('action');
  if (found !== undefined) return found;
  const temp = mkdtempSync(join(tmpdir(), 'windlass-actions-'));
  process.once('exit', () => rmSync(temp, { recursive: true, force: true }));
  const folder = join(temp, '_actions/owner/windlass/v1');
  mkdirSync(join(folder, 'dist'), { recursive: true });
  for (const path of ['action.yml', 'package.json', 'dist/action'])
    cpSync(join(ROOT, path), join(folder, path), { recursive: true });
  made.set('action', folder);
  return folder;
}

function closure(names: readonly string[]): ReadonlySet<string> {
  const known = new Set<string>();
  const add = (folder: string) => {
    if (known.has(folder)) return;
    known.add(folder);
    const { dependencies = {} } = JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8')) as Manifest;
    for (const name of Object.keys(dependencies)) add(found(name, folder));
  };
  for (const name of names) add(name === 'windlass' ? '' : `node_modules/${name}`);
  return new Set([...known].map((folder) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(folder)?.[1] ?? 'windlass'));
}

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
}

// As Node looks for it: beside the package's own, then further up.
function found(name: string, from: string): string {
  for (let at = from; ; at = at.replace(/\/?node_modules\/(@[^/]+\/)?[^/]+$/, '')) {
    const folder = join(at, 'node_modules', name);
    if (existsSync(join(ROOT, folder, 'package.json'))) return folder;
    if (at === '') throw new Error(`${name}, which ${from} needs, is not installed`);
  }
}

// Without what only a build needs: sqlite3 has 20 MB of it.
function copy(name: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  if (name === 'windlass') {
    if (!existsSync(join(ROOT, 'dist/index.js'))) throw new Error('dist/ is not built: npm run build');
    const own = (path: string) => !path.startsWith(join(ROOT, 'dist/action'));
    for (const part of ['package.json', 'dist'])
      cpSync(join(ROOT, part), join(to, part), { recursive: true, filter: own });
    return;
  }
  const needed = (path: string) => !(name === 'sqlite3' && ['deps', 'src', 'obj.target'].includes(basename(path)));
  cpSync(join(ROOT, 'node_modules', name), to, { recursive: true, filter: needed });
}
