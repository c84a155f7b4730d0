import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import { limits } from './limits.ts';
import type { ScriptOrder, ScriptOutcome } from './order.ts';
import type { FromThread, HostAnswer, ThreadData, ToThread } from './thread-messages.ts';

/** How a thread answers what the script asks, for the length of one run. Never rejects. */
type AnswerCall = (text: string) => Promise<HostAnswer>;

type ThreadEvents = {
  /** The script has asked something, and computes nothing until it is answered. */
  readonly onWaiting: () => void;
  /** The thread is of no further use. Called once. */
  readonly onEnded: () => void;
};

type UnderWay = {
  readonly answerCall: AnswerCall;
  readonly settle: (outcome: ScriptOutcome) => void;
  readonly timers: NodeJS.Timeout[];
};

/** The shortest wait between two looks at a thread's processor time. */
const SHORTEST_LOOK_MS = 10;

/**
 * One worker thread with one QuickJS module, which runs one script at a time. It watches over the thread from outside and
 * ends it when a run takes more than it may, or when QuickJS may be broken; then the thread is of no further use.
 */
export class ScriptThread {
  readonly #worker: Worker;
  readonly #answers: MessagePort;
  readonly #bell = new Int32Array(new SharedArrayBuffer(4));
  readonly #events: ThreadEvents;
  readonly #ready = Promise.withResolvers<void>();
  #run: UnderWay | null = null;
  #hasEnded = false;
  #isWaiting = false;

  /** @param entry what the thread runs */
  constructor(events: ThreadEvents, entry: URL = new URL('./worker/thread.ts', import.meta.url)) {
    this.#events = events;
    const { port1, port2 } = new MessageChannel();
    this.#answers = port1;
    this.#worker = new Worker(entry, {
      name: 'ujumbe-script',
      workerData: { bell: this.#bell, answers: port2 } satisfies ThreadData,
      transferList: [port2],
      // Nothing of the process is for scripts, not even for the thread around them.
      env: {},
      resourceLimits: { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 16, stackSizeMb: 8 },
    });
    this.#worker.on('message', (message: FromThread) => this.#hear(message));
    this.#worker.on('error', (error) => this.#end(broken(error.message)));
    this.#worker.on('exit', (code) => this.#end(broken(`the thread ended with ${code}`)));
  }

  get isIdle(): boolean {
    return this.#run === null && !this.#hasEnded;
  }

  /** What it runs waits for an answer. */
  get isWaiting(): boolean {
    return this.#isWaiting;
  }

  /** @param order whose deadline is what is left of it */
  run(order: ScriptOrder, answerCall: AnswerCall): Promise<ScriptOutcome> {
    return new Promise((settle) => {
      const run: UnderWay = { answerCall, settle, timers: [] };
      this.#run = run;
      run.timers.push(
        setTimeout(
          () => this.#end(tooLong(`it was not done within ${order.deadlineMs} ms`)),
          order.deadlineMs,
        ),
      );
      void this.#begin(run, order);
    });
  }

  /** Ends the thread, and with it what it runs. */
  async stop(): Promise<void> {
    this.#end({ kind: 'failed', reason: 'busy', detail: says('the gateway is stopping'), logs: [] });
    await this.#worker.terminate();
  }

  async #begin(run: UnderWay, order: ScriptOrder): Promise<void> {
    await this.#ready.promise;
    const startedAt = await this.#processorMs();
    if (this.#run !== run) return;
    this.#watch(run, startedAt, limits.killMs);
    this.#worker.postMessage(order satisfies ToThread);
  }

  /** Counts processor time, so that a crowded machine or a slow answer is not the script's fault. */
  #watch(run: UnderWay, startedAt: number, leftMs: number): void {
    const look = async () => {
      const used = (await this.#processorMs()) - startedAt;
      if (this.#run !== run) return;
      if (used < limits.killMs) this.#watch(run, startedAt, limits.killMs - used);
      else this.#end(tooLong(`it took more than ${limits.killMs} ms of processor time`));
    };
    run.timers.push(setTimeout(() => void look(), Math.max(leftMs, SHORTEST_LOOK_MS)));
  }

  /** Zero for a thread that has ended: then nothing runs. */
  async #processorMs(): Promise<number> {
    try {
      const { user, system } = await this.#worker.cpuUsage();
      return (user + system) / 1000;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ERR_WORKER_NOT_RUNNING') return 0;
      throw error;
    }
  }

  #hear(message: FromThread): void {
    switch (message.kind) {
      case 'ready':
        return this.#ready.resolve();
      case 'ask':
        void this.#answer(message.text);
        return;
      case 'done':
        if (message.isSound) this.#settle(message.outcome);
        else this.#end(message.outcome);
    }
  }

  async #answer(text: string): Promise<void> {
    const run = this.#run;
    if (run === null) return;
    this.#isWaiting = true;
    this.#events.onWaiting();
    const answer = await run.answerCall(text);
    if (this.#run !== run) return;
    this.#isWaiting = false;
    this.#answers.postMessage(JSON.stringify(answer));
    Atomics.store(this.#bell, 0, 1);
    Atomics.notify(this.#bell, 0);
  }

  #settle(outcome: ScriptOutcome): void {
    const run = this.#run;
    if (run === null) return;
    this.#run = null;
    this.#isWaiting = false;
    for (const timer of run.timers) clearTimeout(timer);
    run.settle(outcome);
  }

  #end(outcome: ScriptOutcome): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    void this.#worker.terminate();
    this.#answers.close();
    this.#ready.resolve();
    this.#settle(outcome);
    this.#events.onEnded();
  }
}

function says(message: string): { message: string; line: null } {
  return { message, line: null };
}

function tooLong(message: string): ScriptOutcome {
  return { kind: 'failed', reason: 'time', detail: says(message), logs: [] };
}

function broken(message: string): ScriptOutcome {
  return { kind: 'failed', reason: 'error', detail: says(`the sandbox broke off: ${message}`), logs: [] };
}
