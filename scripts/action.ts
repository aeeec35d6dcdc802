/**
 * Bundles the GitHub Action into dist/action, which is committed: GitHub runs an action from a checkout without node_modules. `--check` builds it elsewhere and fails where
 * what is committed is not the same, byte for byte.
 */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { lazyChildProcess } from './lazy-child-process.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const committed = join(root, 'dist/action');

// commander and umzug are CommonJS and ask for Node's own modules by require
const REQUIRE =
  "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);";

// jiti looks for its transformer beside itself: it is copied as it is
const besideJiti: Plugin = {
  name: 'beside-jiti',
  setup(setup) {
    setup.onResolve({ filter: /^jiti$/ }, () => ({ path: './jiti/lib/jiti.mjs', external: true }));
  },
};

// The command line of Umzug, which is never used, is half of its size.
const withoutUmzugCli: Plugin = {
  name: 'without-umzug-cli',
  setup(setup) {
    setup.onResolve({ filter: /^\.\/cli$/ }, ({ importer }) =>
      importer.includes('umzug') ? { path: 'cli', namespace: 'without' } : undefined,
    );
    setup.onLoad({ filter: /.*/, namespace: 'without' }, () => ({ contents: 'exports.UmzugCLI = undefined;' }));
  },
};

// Parts of @actions/core that are not used and that no bundler can see to be so: its builder of summaries, its look at the platform.
const unusedCore: Plugin = {
  name: 'unused-core',
  setup(setup) {
    setup.onLoad({ filter: /@actions[\\/]core[\\/]lib[\\/](?:summary|platform)\.js$/ }, () => ({
      contents: 'export const summary = undefined, markdownSummary = undefined;',
    }));
  },
};

/** Builds the Action into that folder. */
export async function buildAction(folder: string): Promise<void> {
  const common = {
    absWorkingDir: root,
    outdir: folder,
    bundle: true,
    format: 'esm',
    platform: 'node',
    legalComments: 'eof',
    charset: 'utf8',
  } as const;
  await build({
    ...common,
    entryPoints: { index: 'src/action/index.ts', post: 'src/action/post.ts' },
    target: 'node24',
    splitting: true, // what both share stands in one file of its own
    chunkNames: 'shared',
    plugins: [unusedCore],
    // undici alone would be twenty times the rest, for OIDC tokens that are never asked for
    alias: {
      '@actions/http-client': join(root, 'src/action/no-network.ts'),
      '@actions/http-client/lib/auth': join(root, 'src/action/no-network.ts'),
    },
  });
  await build({
    ...common,
    entryPoints: { cli: 'src/cli/bin.ts' },
    target: 'node20.19',
    banner: { js: REQUIRE },
    external: ['sequelize', 'pg', 'sqlite3'],
    plugins: [lazyChildProcess, besideJiti, withoutUmzugCli],
    minifyWhitespace: true,
    minifySyntax: true,
  });
  for (const file of ['lib/jiti.mjs', 'dist/jiti.cjs', 'dist/babel.cjs', 'LICENSE']) {
    mkdirSync(join(folder, 'jiti/lib'), { recursive: true });
    cpSync(join(root, 'node_modules/jiti', file), join(folder, 'jiti', file));
  }
}

/** The files under the folder that differ from those of the other, or that one of them has alone. */
export function unlike(folder: string, other: string): readonly string[] {
  const files = new Set([folder, other].flatMap((one) => filesOf(one).map((path) => relative(one, path))));
  return [...files].filter((path) => {
    const [one, two] = [folder, other].map((each) => contents(join(each, path)));
    return one === null || two === null || one === undefined || two === undefined || !one.equals(two);
  });
}

function filesOf(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true })
    .map((name) => join(folder, String(name)))
    .filter((path) => statSync(path).isFile());
}

function contents(path: string): Buffer | null {
  try {
    return readFileSync(path);
  } catch {
    return null; // it is in the other folder alone
  }
}

async function check(): Promise<void> {
  const fresh = mkdtempSync(join(tmpdir(), 'windlass-action-'));
  try {
    await buildAction(fresh);
    const different = unlike(committed, fresh);
    if (different.length === 0) return;
    console.error(
      `dist/action is not what a fresh build gives: ${different.join(', ')}\n  → npm run build:action, and commit it`,
    );
    process.exitCode = 1;
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

if (process.argv[1]?.endsWith('action.ts')) {
  if (process.argv.includes('--check')) await check();
  else {
    rmSync(committed, { recursive: true, force: true });
    await buildAction(committed);
  }
}
