import { vi } from 'vitest';
import { TestClock } from '#core/test-clock.ts';
import type { MtMessage } from './message.ts';
import { OperatorQueue, type OperatorQueueDeps, type Placement } from './operator-queue.ts';
import { TestConnector } from './test-connector.ts';

export type QueueWish = { window?: number; throughput?: number } & Partial<OperatorQueueDeps>;

/**
 * A queue over an operator in memory, with a clock that a test moves. Wants fake timers.
 */
export function queueOf({ window, throughput, ...wish }: QueueWish = {}) {
  const clock = new TestClock();
  const connector = new TestConnector({ ...(window && { window }), ...(throughput && { throughput }) });
  const homeless: string[] = [];
  const expired: string[] = [];
  const released: string[] = [];
  let room = 0;
  const queue: OperatorQueue = new OperatorQueue(connector, {
    clock,
    release: async (id) => {
      released.push(id);
      return true;
    },
    onOutcome: (message, outcome, from) => {
      if (outcome.kind === 'throttled') from.pause();
      if (outcome.kind !== 'accepted') from.again(message);
      from.settled(message.parts);
    },
    onExpired: (message) => expired.push(message.text),
    onHomeless: (message) => homeless.push(message.text),
    onRoom: () => {
      room += 1;
    },
    mayAct: () => true,
    laneLimit: 100,
    ...wish,
  });
  const pass = async (ms: number) => {
    clock.advance(ms);
    await vi.advanceTimersByTimeAsync(ms);
  };
  /** Takes a message in as accept does, but for what lies between. */
  const take = (message: MtMessage): Placement => {
    const placement = queue.place(message);
    message.released = placement.released;
    if (placement.queue) queue.admit(message);
    queue.pump();
    return placement;
  };
  const say = (text: string, kind: 'unsent' | 'throttled' | 'accepted') =>
    connector.of(text).answer(kind === 'throttled' ? { kind, reason: '', ids: [] } : { kind, ids: [] });
  return { queue, connector, clock, homeless, expired, released, pass, take, say, room: () => room };
}

/** Lets everything happen that waits for nothing but its turn. */
export const flush = () => vi.advanceTimersByTimeAsync(0);
