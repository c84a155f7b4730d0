import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const main = join(import.meta.dirname, '../scratch-lead/main.ts');

export type GatewayOptions = {
  /** A PostgreSQL database; null for the gateway's own embedded one. */
  readonly databaseUrl: string | null;
  readonly node?: string;
  /** Settings over those of the test. */
  readonly config?: Record<string, unknown>;
};

/** A real gateway, to be killed and started again on the same folder and port. */
export class GatewayProcess {
  readonly dataDir: string;
  readonly baseUrl: string;
  readonly #configFile: string;
  #child: ChildProcess | null = null;
  #log: string[] = [];

  private constructor(folder: string, port: number) {
    this.dataDir = join(folder, 'data');
    this.#configFile = join(folder, 'config.json');
    this.baseUrl = `http://127.0.0.1:${port}`;
  }

  static async prepare({ databaseUrl, node, config }: GatewayOptions): Promise<GatewayProcess> {
    const folder = await mkdtemp(join(tmpdir(), 'ujumbe-e2e-'));
    const port = await freePort();
    const gateway = new GatewayProcess(folder, port);
    const settings = {
      data: gateway.dataDir,
      ...(databaseUrl === null ? {} : { databaseUrl }),
      ...(node === undefined ? {} : { node }),
      http: { port, keyPerSecond: 0, unauthenticatedPerSecond: 0, failedAuthPerMinute: 0 },
      callbacks: { allowPrivate: ['127.0.0.0/8'], concurrencyPerDestination: 32 },
      ...config,
    };
    await writeFile(gateway.#configFile, JSON.stringify(settings), { mode: 0o600 });
    return gateway;
  }

  get pid(): number {
    const pid = this.#child?.pid;
    if (pid === undefined) throw new Error('the gateway is not running');
    return pid;
  }

  /** What it logged so far, for a failed expectation to show. */
  get log(): string {
    return this.#log.slice(-60).join('\n');
  }

  /** Settles when it says it is ready. */
  async start(): Promise<void> {
    const child = spawn(process.execPath, [main, 'start', '--config', this.#configFile], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, DATABASE_URL: '' },
    });
    this.#child = child;
    createInterface({ input: child.stderr as NodeJS.ReadableStream }).on('line', (line) =>
      this.#log.push(line),
    );
    const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream });
    const ready = new Promise<void>((resolve, reject) => {
      lines.on('line', (line) => {
        this.#log.push(line);
        if (line.includes('"event":"ready"')) resolve();
      });
      child.once('exit', (code, signal) =>
        reject(new Error(`the gateway ended with ${code ?? signal}:\n${this.log}`)),
      );
    });
    await ready;
  }

  /** Sends a signal and, but for one that only freezes it, waits for its end. */
  async signal(signal: 'SIGKILL' | 'SIGTERM' | 'SIGSTOP' | 'SIGCONT'): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    child.kill(signal);
    if (signal === 'SIGSTOP' || signal === 'SIGCONT') return;
    await once(child, 'exit');
    this.#child = null;
  }

  async remove(): Promise<void> {
    await this.signal('SIGCONT');
    await this.signal('SIGTERM');
    await rm(join(this.dataDir, '..'), { recursive: true, force: true });
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}
