import type { EventEmitter } from 'node:events';
import { constants } from 'node:os';

const signals = ['SIGINT', 'SIGTERM'] as const;

/** One wish to stop may arrive twice: from the terminal, and from the program that started us. */
const ONE_WISH_MS = 1000;

/**
 * Settles at the first SIGINT or SIGTERM. A later one means impatience and ends the process at once, with 128 and the
 * signal's number.
 *
 * @param source the process, where the signals arrive
 */
export function untilAskedToStop(
  source: EventEmitter,
  exit: (code: number) => void,
  now = () => performance.now(),
): Promise<void> {
  return new Promise((resolve) => {
    let firstAt: number | null = null;
    for (const signal of signals) {
      source.on(signal, () => {
        if (firstAt === null) {
          firstAt = now();
          resolve();
        } else if (now() - firstAt > ONE_WISH_MS) {
          exit(128 + constants.signals[signal]);
        }
      });
    }
  });
}
