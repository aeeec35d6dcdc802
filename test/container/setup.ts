import { docker, findEngine, RUN } from './engine.ts';
import { startServer } from './server.ts';

/** Before all container tests: an engine, the images as the README builds them, and one PostgreSQL. */
export async function mochaGlobalSetup(): Promise<void> {
  await findEngine();
  await docker('build', '-t', 'windlass', '.');
  await docker('build', '-t', 'windlass-demo', '--target', 'demo', '.');
  await startServer();
}

/** After all of them: nothing of this run stays but the two images. */
export async function mochaGlobalTeardown(): Promise<void> {
  const mine = ['--filter', `label=${RUN}`];
  const remove = async (ids: string, ...how: readonly string[]) => {
    if (ids !== '') await docker(...how, ...ids.split('\n'));
  };
  await remove(await docker('ps', '-aq', ...mine), 'rm', '-fv');
  await remove(await docker('network', 'ls', '-q', ...mine), 'network', 'rm');
  await remove(await docker('volume', 'ls', '-q', ...mine), 'volume', 'rm');
  await remove(await docker('images', '-q', ...mine), 'rmi', '-f');
}
