import { hostname, userInfo } from 'node:os';

/** Who runs this process, as the history records it: `user@host`, or `uid 12345@host` for a user without a name. */
export function actorOf(user = userName()): string {
  return `${user}@${hostname()}`;
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? 'unknown'}`; // a container's user need not have a name
  }
}
