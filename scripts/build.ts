/** Bundles the CLI and the library into dist/: start-up reads few files. What is in `dependencies` stays outside the bundle. */
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { build } from 'esbuild';
import { lazyChildProcess } from './lazy-child-process.ts';

const root = new URL('..', import.meta.url).pathname;
const { dependencies, optionalDependencies } = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as Record<
  string,
  Record<string, string>
>;

// the Action is built by itself (scripts/action.ts) and committed
const old = existsSync(`${root}dist`) ? readdirSync(`${root}dist`).filter((name) => name !== 'action') : [];
for (const name of old) rmSync(`${root}dist/${name}`, { recursive: true, force: true });
await build({
  absWorkingDir: root,
  entryPoints: { 'cli/bin': 'src/cli/bin.ts', index: 'src/index.ts', testing: 'src/testing.ts' },
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  external: Object.keys({ ...dependencies, ...optionalDependencies }),
  // commander is CommonJS and asks for Node's own modules by require
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
  plugins: [lazyChildProcess],
  minifyWhitespace: true,
  minifySyntax: true,
  sourcemap: false,
  legalComments: 'linked',
  chunkNames: 'chunks/[name]-[hash]',
});
chmodSync(`${root}dist/cli/bin.js`, 0o755);
execFileSync('npx', ['tsc', '-p', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' });
