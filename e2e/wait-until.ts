import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Waits for a condition that another process brings about.
 * @throws Error with what `describe` says when it does not come in time
 */
export async function waitUntil(
  condition: () => boolean | Promise<boolean>,
  describe: () => string,
  timeoutMs = 15_000,
): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`not within ${timeoutMs} ms: ${describe()}`);
    await sleep(20);
  }
}
