import type { Clock } from '#core/clock.ts';
import type { Log } from '#core/log.ts';
import { CallsOfRun, type HostDeps } from './host/calls-of-run.ts';
import { limits } from './limits.ts';
import type { ScriptFailure, ScriptOrder, ScriptOutcome } from './order.ts';
import { ScriptThread } from './script-thread.ts';

export type ScriptRunnerDeps = HostDeps & {
  readonly clock: Clock;
  readonly log: Log;
  /** Threads at most, and so scripts at once: a script that waits for an answer keeps its thread. 2 by default. */
  readonly workers?: number;
};

type Waiting = {
  readonly order: ScriptOrder;
  /** By the monotonic clock. */
  readonly until: number;
  readonly settle: (outcome: ScriptOutcome) => void;
  timer: NodeJS.Timeout;
};

/**
 * Runs Cloud Scripts, each step in a QuickJS runtime of its own in a worker thread. Threads are started when they are first
 * needed. What scripts do harms neither each other nor the process: see `limits.ts` for what they may take.
 */
export class ScriptRunner {
  readonly #deps: ScriptRunnerDeps;
  readonly #most: number;
  readonly #threads = new Set<ScriptThread>();
  readonly #queue = new Set<Waiting>();
  #isStopping = false;

  constructor(deps: ScriptRunnerDeps) {
    this.#deps = deps;
    this.#most = deps.workers ?? 2;
  }

  /** Never rejects, and settles soon after the order's deadline at the latest. */
  run(order: ScriptOrder): Promise<ScriptOutcome> {
    const bytes = Buffer.byteLength(order.code);
    if (bytes > limits.codeBytes) {
      return refuse('error', `the script has ${bytes} bytes; ${limits.codeBytes / 1024} KiB are allowed`);
    }
    if (this.#isStopping) return refuse('busy', 'the gateway is stopping');
    if (this.#queue.size >= limits.queue) return refuse('busy', `${limits.queue} runs are waiting already`);
    return new Promise((settle) => {
      const waiting: Waiting = {
        order,
        until: this.#deps.clock.monotonic() + order.deadlineMs,
        settle,
        timer: setTimeout(() => this.#giveUp(waiting), order.deadlineMs),
      };
      this.#queue.add(waiting);
      this.#next();
    });
  }

  /** Ends the threads. What runs or waits is settled as `busy`; what is asked for later too. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    for (const waiting of this.#queue) {
      clearTimeout(waiting.timer);
      waiting.settle(await refuse('busy', 'the gateway is stopping'));
    }
    this.#queue.clear();
    await Promise.all([...this.#threads].map((thread) => thread.stop()));
  }

  #next(): void {
    for (const waiting of this.#queue) {
      const thread = this.#idleThread();
      if (thread === null) return;
      this.#queue.delete(waiting);
      clearTimeout(waiting.timer);
      void this.#give(thread, waiting);
    }
  }

  async #give(thread: ScriptThread, { order, until, settle }: Waiting): Promise<void> {
    const calls = new CallsOfRun(this.#deps, order, () => until - this.#deps.clock.monotonic());
    const deadlineMs = Math.max(1, Math.ceil(until - this.#deps.clock.monotonic()));
    settle(await thread.run({ ...order, deadlineMs }, (text) => calls.answer(text)));
    this.#next();
  }

  #idleThread(): ScriptThread | null {
    for (const thread of this.#threads) if (thread.isIdle) return thread;
    if (this.#threads.size >= this.#most || this.#isStopping) return null;
    const thread = new ScriptThread(() => {
      this.#threads.delete(thread);
      if (this.#isStopping) return;
      this.#deps.log.warn('A thread that runs scripts was ended; the next run starts another.');
      this.#next();
    });
    this.#threads.add(thread);
    return thread;
  }

  #giveUp(waiting: Waiting): void {
    this.#queue.delete(waiting);
    const ms = waiting.order.deadlineMs;
    void refuse('busy', `no thread was free within ${ms} ms`).then(waiting.settle);
  }
}

async function refuse(reason: ScriptFailure, message: string): Promise<ScriptOutcome> {
  return { kind: 'failed', reason, detail: { message, line: null }, logs: [] };
}
