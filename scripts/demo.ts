/** Migrates the demo database on embedded SQLite to its heads, as a user would type it, and says what to try next. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

// A variable left over in the shell would have the demo migrate another database than its own.
const redirects = Object.keys(process.env).filter((key) => /^(?:DATABASE_URL(?:_FILE)?$|WINDLASS_)/.test(key));
const env = Object.fromEntries(Object.entries(process.env).filter(([key]) => !redirects.includes(key)));

function windlass(...args: string[]): void {
  console.log(`\n$ npx windlass ${args.join(' ')}`);
  const { status } = spawnSync(process.execPath, ['dist/cli/bin.js', ...args, '--log', 'pretty'], {
    cwd: root,
    env,
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(status ?? 1);
}

windlass('upgrade', 'heads');
windlass('seed', '--env', 'development');
windlass('status');
const unset =
  redirects.length > 0
    ? `\n  ${`unset ${redirects.join(' ')}`.padEnd(32)} your shell points elsewhere: left out here`
    : '';
console.log(`
The demo database is demo.db. Try next:${unset}
  npx windlass history -i          the revisions, and where the database stands
  npx windlass downgrade -1        take the newest one off
  npx windlass upgrade             and put it back
  npx windlass revision -m "…"     write a revision of your own
  npx windlass --help              everything else`);
