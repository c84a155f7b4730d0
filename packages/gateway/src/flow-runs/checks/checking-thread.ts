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
  #settle: ((checked: Checked) => void) | null = null;
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
    this.#worker.on('error', (error) => this.end(`It cannot be checked: ${error.message}`));
    this.#worker.on('exit', () => this.end('It cannot be checked'));
  }

  /** Whether it is of no further use. */
  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** Never rejects. One at a time. */
  async check(order: CheckOrder): Promise<Checked> {
    if (this.#hasEnded) return gaveUp('It cannot be checked');
    const outcome = new Promise<Checked>((settle) => {
      this.#settle = settle;
    });
    const starting = setTimeout(() => this.end('The check did not begin'), START_MS);
    await this.#ready.promise;
    clearTimeout(starting);
    const running = setTimeout(
      () => this.end(`Checking it takes longer than ${this.#limitMs / 1000} s`),
      this.#limitMs,
    );
    if (!this.#hasEnded) this.#worker.postMessage(order);
    const checked = await outcome;
    clearTimeout(running);
    return checked;
  }

  /** @param why for whoever waits for a check */
  end(why = 'The check was ended'): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#ready.resolve();
    this.#answer(gaveUp(why));
    void this.#worker.terminate();
  }

  #answer(checked: Checked): void {
    this.#settle?.(checked);
    this.#settle = null;
  }
}

function gaveUp(why: string): Checked {
  const message = `${why}. Divide it into several flows that call each other.`;
  const finding: FlowFinding = { severity: 'error', code: 'too-much-work', path: '', line: null, message };
  return { flow: null, findings: [finding] };
}
