import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { endFormerServer } from './former-server.ts';
import { type Launch, launchServer } from './launch-server.ts';

/** How long each way of ending PostgreSQL may take: fast shutdown, immediate shutdown, the end. */
const waysToStop = [
  { signal: 'SIGINT', patienceMs: 60_000 },
  { signal: 'SIGQUIT', patienceMs: 10_000 },
  { signal: 'SIGKILL', patienceMs: 10_000 },
] as const;

/** A PostgreSQL that is started again whenever it ends without being asked to. */
export class SupervisedServer {
  readonly #launch: Launch;
  readonly #stopped = new AbortController();
  #child: ChildProcess | undefined;
  #watch: Promise<void> | undefined;

  constructor(launch: Launch) {
    this.#launch = launch;
  }

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  async start(): Promise<void> {
    this.#child = await launchPatiently(this.#launch);
    process.on('exit', this.#endWithUs);
    this.#watch = this.#keepAlive(this.#child);
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#watch;
    process.off('exit', this.#endWithUs);
    if (this.#child) await endChild(this.#child);
  }

  /** The last chance of a process that leaves without stop(): the signal needs no waiting. */
  readonly #endWithUs = (): void => {
    if (this.#child && isAlive(this.#child)) this.#child.kill('SIGINT');
  };

  async #keepAlive(first: ChildProcess): Promise<void> {
    const { signal } = this.#stopped;
    for (let child = first; ; ) {
      await ended(child, signal);
      if (signal.aborted) return;
      this.#launch.log.error(
        { code: child.exitCode, signal: child.signalCode },
        'the database server ended by itself, starting it again',
      );
      const next = await this.#restart(signal);
      if (!next) return;
      child = next;
    }
  }

  async #restart(signal: AbortSignal): Promise<ChildProcess | undefined> {
    for (let waitMs = 100; !signal.aborted; waitMs = Math.min(waitMs * 2, 5_000)) {
      try {
        await endFormerServer(this.#launch.cluster, this.#launch.log);
        this.#child = await launchServer(this.#launch);
        this.#launch.log.warn({ pid: this.#child.pid }, 'the database server is back');
        return this.#child;
      } catch (error) {
        this.#launch.log.error({ err: error, nextTryInMs: waitMs }, 'the database server does not start');
        await pause(waitMs, signal);
      }
    }
    return undefined;
  }
}

/**
 * Where the former server's end cannot be seen with certainty (a stale pid file on macOS), PostgreSQL itself
 * refuses to start for a while; a few seconds settle it.
 */
async function launchPatiently(launch: Launch): Promise<ChildProcess> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await launchServer(launch);
    } catch (error) {
      if (attempt === 8 || !/lock file|shared memory/.test((error as Error).message)) throw error;
      await sleep(1_000);
    }
  }
}

async function endChild(child: ChildProcess): Promise<void> {
  for (const { signal, patienceMs } of waysToStop) {
    if (!isAlive(child)) return;
    child.kill(signal);
    await ended(child, AbortSignal.timeout(patienceMs));
  }
}

function isAlive(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null;
}

/** Waits for the child's end, or for the signal. */
async function ended(child: ChildProcess, signal: AbortSignal): Promise<void> {
  if (!isAlive(child)) return;
  await once(child, 'exit', { signal }).catch((error: Error) => {
    if (!signal.aborted) throw error;
  });
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch((error: Error) => {
    if (!signal.aborted) throw error;
  });
}
