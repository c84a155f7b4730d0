import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** What a process of the kit can be told to do: at most one argument, one answer, both plain data. */
export type Commands = Record<string, (argument: never) => unknown>;

type Argument<C extends Commands, K extends keyof C> = Parameters<C[K]>[0];
type Answer<C extends Commands, K extends keyof C> = Awaited<ReturnType<C[K]>>;
type Call = { id: number; command: string; argument: unknown };
type Reply = { id: number; answer: unknown } | { id: number; error: string };

/** CPU time and memory of one process of the kit, as it counts them itself. */
export type Usage = { cpuMicros: number; rssPeakBytes: number };

/** Child's side: answers commands that come over the IPC channel, until the parent goes. */
export function serveCommands(commands: Commands): void {
  const all = { ...commands, usage: measureUsage } as Record<string, (argument: unknown) => unknown>;
  process.on('message', async (call: Call) => {
    try {
      const run = all[call.command];
      if (run === undefined) throw new Error(`This process knows no command "${call.command}".`);
      process.send?.({ id: call.id, answer: await run(call.argument) } satisfies Reply);
    } catch (error) {
      process.send?.({ id: call.id, error: String(error instanceof Error ? error.stack : error) });
    }
  });
  process.on('disconnect', () => process.exit(0));
}

function measureUsage(): Usage {
  const { user, system } = process.cpuUsage();
  return { cpuMicros: user + system, rssPeakBytes: process.resourceUsage().maxRSS * 1024 };
}

/** Parent's side: a process of the kit, started from a script beside this file. */
export class KitProcess<C extends Commands> {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<
    number,
    { resolve: (answer: unknown) => void; reject: (error: Error) => void }
  >();
  #nextId = 1;

  constructor(script: string) {
    this.#child = fork(fileURLToPath(new URL(script, import.meta.url)));
    this.#child.on('message', (reply: Reply) => {
      const waiter = this.#waiting.get(reply.id);
      this.#waiting.delete(reply.id);
      if ('error' in reply) waiter?.reject(new Error(`${script}: ${reply.error}`));
      else waiter?.resolve(reply.answer);
    });
    this.#child.on('exit', (code, signal) => {
      for (const waiter of this.#waiting.values())
        waiter.reject(new Error(`${script} ended (${signal ?? `exit code ${code}`}) before it answered.`));
      this.#waiting.clear();
    });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** @throws Error when the command failed in the process, or the process ended */
  call<K extends keyof C & string>(command: K, argument?: Argument<C, K>): Promise<Answer<C, K>> {
    return this.#send(command, argument) as Promise<Answer<C, K>>;
  }

  usage(): Promise<Usage> {
    return this.#send('usage', null) as Promise<Usage>;
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    this.#child.disconnect();
    await once(this.#child, 'exit');
  }

  #send(command: string, argument: unknown): Promise<unknown> {
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#child.send({ id, command, argument } satisfies Call);
    });
  }
}
