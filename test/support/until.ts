const DEADLINE_MS = 600_000;
const PAUSE_MS = 100;

/** Waits until that is so; throws after ten minutes, naming what was waited for. */
export async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + DEADLINE_MS;
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error(`waited ten minutes in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}
