import { Breaker } from '#callbacks/breaker.ts';
import type { Clock } from '#core/clock.ts';
import { CallsOfRun, type HostDeps } from './host/calls-of-run.ts';
import { limits } from './limits.ts';
import type { ScriptFailure, ScriptOrder, ScriptOutcome } from './order.ts';
import { ScriptThread } from './script-thread.ts';
import { type WaitingRun, WaitingRuns } from './waiting-runs.ts';

export type ScriptRunnerDeps = HostDeps & { readonly clock: Clock };

/**
 * Runs Cloud Scripts, each step in a QuickJS runtime of its own in a worker thread. Threads are started when they are first
 * needed. What scripts do harms neither each other nor the process: see `limits.ts` for what they may take. Accounts take
 * turns, and an application whose steps take too much five times in a row is not run for a while.
 */
export class ScriptRunner {
  readonly #deps: ScriptRunnerDeps;
  readonly #threads = new Set<ScriptThread>();
  readonly #waiting = new WaitingRuns();
  /** Runs under way by account, where there are any. */
  readonly #underWay = new Map<number, number>();
  /** By application, where its steps have lately taken too much. */
  readonly #breakers = new Map<number, Breaker>();
  #isStopping = false;

  constructor(deps: ScriptRunnerDeps) {
    this.#deps = deps;
  }

  /** Never rejects, and settles soon after the order's deadline at the latest. */
  run(order: ScriptOrder): Promise<ScriptOutcome> {
    const refusal = this.#refusalOf(order);
    if (refusal !== null) return Promise.resolve(refusal);
    return new Promise((resolve) => {
      const until = this.#deps.clock.monotonic() + order.deadlineMs;
      const late = failed('busy', `no thread was free within ${order.deadlineMs} ms`);
      const timer = setTimeout(() => {
        if (this.#waiting.remove(run)) resolve(late);
      }, order.deadlineMs);
      const settle = (outcome: ScriptOutcome) => {
        clearTimeout(timer);
        resolve(outcome);
      };
      const run: WaitingRun = { order, until, settle };
      this.#waiting.add(run)?.settle(failed('busy', `${limits.queue} runs are waiting already`));
      this.#next();
    });
  }

  /** Ends the threads. What runs or waits is settled as `busy`; what is asked for later too. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    for (const run of this.#waiting.takeAll()) run.settle(stopping());
    await Promise.all([...this.#threads].map((thread) => thread.stop()));
  }

  #refusalOf({ code, appId }: ScriptOrder): ScriptOutcome | null {
    const bytes = Buffer.byteLength(code);
    if (bytes > limits.codeBytes) {
      return failed('error', `the script has ${bytes} bytes; ${limits.codeBytes / 1024} KiB are allowed`);
    }
    if (this.#isStopping) return stopping();
    const now = this.#deps.clock.monotonic();
    const openUntil = this.#breakers.get(appId)?.openUntil(now) ?? null;
    if (openUntil === null) return null;
    const seconds = Math.ceil((openUntil - now) / 1000);
    return failed(
      'busy',
      `${limits.failuresInARow} steps in a row took too much; the script is tried again in ${seconds} s`,
    );
  }

  #next(): void {
    for (;;) {
      const thread = this.#freeThread();
      if (thread === null) return;
      const run = this.#waiting.take((accountId) => this.#underWay.get(accountId) ?? 0);
      if (run === null) return;
      void this.#give(thread(), run);
    }
  }

  async #give(thread: ScriptThread, { order, until, settle }: WaitingRun): Promise<void> {
    const { clock } = this.#deps;
    const calls = new CallsOfRun(this.#deps, order, () => until - clock.monotonic());
    const deadlineMs = Math.max(1, Math.ceil(until - clock.monotonic()));
    this.#count(order.accountId, 1);
    const outcome = await thread.run({ ...order, deadlineMs }, (text) => calls.answer(text));
    this.#count(order.accountId, -1);
    this.#judge(order.appId, outcome);
    settle(outcome);
    this.#next();
  }

  /** Gives what makes a thread available, so that none is started while nothing waits. */
  #freeThread(): (() => ScriptThread) | null {
    let computing = 0;
    let idle: ScriptThread | null = null;
    for (const thread of this.#threads) {
      if (thread.isIdle) idle ??= thread;
      else if (!thread.isWaiting) computing += 1;
    }
    if (computing >= limits.computing || this.#isStopping) return null;
    const found = idle;
    if (found !== null) return () => found;
    return this.#threads.size < limits.threads ? () => this.#startThread() : null;
  }

  #startThread(): ScriptThread {
    const thread = new ScriptThread({
      onWaiting: () => this.#next(),
      onEnded: () => {
        this.#threads.delete(thread);
        if (this.#isStopping) return;
        this.#deps.log.warn('A thread that runs scripts was ended; the next run starts another.');
        this.#next();
      },
    });
    this.#threads.add(thread);
    return thread;
  }

  #count(accountId: number, change: 1 | -1): void {
    const count = (this.#underWay.get(accountId) ?? 0) + change;
    if (count === 0) this.#underWay.delete(accountId);
    else this.#underWay.set(accountId, count);
  }

  #judge(appId: number, outcome: ScriptOutcome): void {
    const tookTooMuch =
      outcome.kind === 'failed' && (outcome.reason === 'time' || outcome.reason === 'memory');
    const known = this.#breakers.get(appId);
    if (!tookTooMuch) return known?.succeeded();
    const breaker = known ?? new Breaker(limits.failuresInARow);
    this.#breakers.set(appId, breaker);
    breaker.failed(this.#deps.clock.monotonic());
  }
}

function failed(reason: ScriptFailure, message: string): ScriptOutcome {
  return { kind: 'failed', reason, detail: { message, line: null }, logs: [] };
}

function stopping(): ScriptOutcome {
  return failed('busy', 'the gateway is stopping');
}
