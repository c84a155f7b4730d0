import { Worker } from 'node:worker_threads';
import type { FlowFinding } from '../flow-finding.ts';
import type { Checked } from './check-document.ts';
import type { CheckOrder, FromCheckThread } from './check-thread.ts';

const THREAD = new URL('./check-thread.ts', import.meta.url);
const MEMORY_MIB = 256;
/** Reading in what is needed takes a second on a busy machine. */
const START_MS = 30_000;

/**
 * A thread that checks one text at a time, and is ended from outside when one takes too long or too much: documents come from
 * customers, and the thread of the gateway belongs to everybody. It keeps no process alive.
 */
export class CheckingThread {
  readonly #worker: Worker;
  readonly #limitMs: number;
  readonly #ready = Promise.withResolvers<void>();
  #settle: ((outcome: Checked | Error) => void) | null = null;
  #hasEnded = false;

  constructor(limitMs: number, thread: URL = THREAD) {
    this.#limitMs = limitMs;
    this.#worker = new Worker(thread, {
      name: 'ujumbe-check',
      env: {},
      resourceLimits: { maxOldGenerationSizeMb: MEMORY_MIB },
    });
    this.#worker.unref();
    this.#worker.on('message', (message: FromCheckThread) => {
      if (message === 'ready') this.#ready.resolve();
      else this.#answer(message);
    });
    this.#worker.on('error', (error: NodeJS.ErrnoException) => {
      const isTooMuch = error.code === 'ERR_WORKER_OUT_OF_MEMORY';
      this.end(isTooMuch ? tooMuch(`Checking it takes more than ${MEMORY_MIB} MiB`) : error);
    });
    this.#worker.on('exit', (code) => this.end(new Error(`the thread ended with code ${code}`)));
  }

  /** Whether it is of no further use. */
  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /**
   * One at a time. A text that takes too long or too much is a finding.
   * @throws Error where the thread is over, or fails otherwise
   */
  async check(order: CheckOrder): Promise<Checked> {
    if (this.#hasEnded) throw new Error('the thread is over');
    const outcome = new Promise<Checked | Error>((settle) => {
      this.#settle = settle;
    });
    const starting = setTimeout(() => this.end(new Error('the thread did not begin')), START_MS);
    await this.#ready.promise;
    clearTimeout(starting);
    const seconds = this.#limitMs / 1000;
    const running = setTimeout(
      () => this.end(tooMuch(`Checking it takes longer than ${seconds} s`)),
      this.#limitMs,
    );
    if (!this.#hasEnded) this.#worker.postMessage(order);
    const checked = await outcome;
    clearTimeout(running);
    if (checked instanceof Error) throw checked;
    return checked;
  }

  /** @param outcome for whoever waits for a check */
  end(outcome: Checked | Error = new Error('the thread was ended')): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#ready.resolve();
    this.#answer(outcome);
    void this.#worker.terminate();
  }

  #answer(outcome: Checked | Error): void {
    this.#settle?.(outcome);
    this.#settle = null;
  }
}

function tooMuch(why: string): Checked {
  const message = `${why}. Divide it into several flows that call each other.`;
  const finding: FlowFinding = { severity: 'error', code: 'too-much-work', path: '', line: null, message };
  return { flow: null, findings: [finding] };
}
