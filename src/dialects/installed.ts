import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Unsupported } from '../errors.ts';

/**
 * The package as the user's project has it, else as Windlass brings it. The project comes first because two copies
 * of Sequelize do not know each other's `DataTypes`. Throws UNSUPPORTED when neither has it, or when it does not load
 * (a native build that failed).
 */
export function installed(name: string, directory: string): unknown {
  const fromProject = createRequire(join(directory, 'package.json'));
  const fromHere = createRequire(import.meta.url);
  const load = resolvable(fromProject, name) ? fromProject : fromHere;
  try {
    return load(name);
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    throw new Unsupported(`the package "${name}" cannot be loaded: ${reason}`, `npm install ${name}`, { cause: error });
  }
}

function resolvable(require: NodeJS.Require, name: string): boolean {
  try {
    require.resolve(name);
    return true;
  } catch {
    return false; // not installed there: the caller takes the other place
  }
}
