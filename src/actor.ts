import { hostname, userInfo } from 'node:os';

/** Who runs this process, as the history keeps it: `name@host`. A container's user need not have a name: then its number stands there. */
export function processActor(): string {
  try {
    return `${userInfo().username}@${hostname()}`;
  } catch {
    return `uid ${process.getuid?.() ?? 'unknown'}@${hostname()}`;
  }
}
