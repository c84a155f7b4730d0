import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** Gateways of one database need one key. */
const sealingKey = randomBytes(32).toString('base64');
const main = join(import.meta.dirname, '../packages/gateway/src/main.ts');

type GatewayOptions = {
  /** A PostgreSQL database; null for the gateway's own embedded one. */
  readonly databaseUrl: string | null;
  readonly node?: string;
  /** Settings over those of the test. */
  readonly config?: Record<string, unknown>;
  /** A data folder that is somebody else's already. */
  readonly dataDir?: string;
};

/** A real gateway, to be killed and started again on the same folder and port. */
export class GatewayProcess {
  readonly dataDir: string;
  readonly baseUrl: string;
  readonly #folder: string;
  readonly #configFile: string;
  #child: ChildProcess | null = null;
  #log: string[] = [];

  private constructor(folder: string, port: number, dataDir = join(folder, 'data')) {
    this.#folder = folder;
    this.dataDir = dataDir;
    this.#configFile = join(folder, 'config.json');
    this.baseUrl = `http://127.0.0.1:${port}`;
  }

  static async prepare({ databaseUrl, node, config, dataDir }: GatewayOptions): Promise<GatewayProcess> {
    const folder = await mkdtemp(join(tmpdir(), 'ujumbe-e2e-'));
    const port = await freePort();
    const gateway = new GatewayProcess(folder, port, dataDir);
    const settings = {
      data: gateway.dataDir,
      sealingKey,
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

  /** Every line it logged, over all its starts. */
  get wholeLog(): readonly string[] {
    return this.#log;
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
      // Its last words have been read by then, which they need not have been when it exits.
      child.once('close', (code, signal) =>
        reject(new Error(`the gateway ended with ${code ?? signal}:\n${this.log}`)),
      );
    });
    await ready;
  }

  /**
   * Sends a signal and, but for one that only freezes it, waits for its end.
   * @returns the code it exited with; null when the signal ended it, or it had not to end
   */
  async signal(signal: 'SIGKILL' | 'SIGTERM' | 'SIGSTOP' | 'SIGCONT'): Promise<number | null> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return null;
    child.kill(signal);
    if (signal === 'SIGSTOP' || signal === 'SIGCONT') return null;
    const [code] = (await once(child, 'exit')) as [number | null];
    this.#child = null;
    return code;
  }

  async remove(): Promise<void> {
    await this.signal('SIGCONT');
    await this.signal('SIGTERM');
    await rm(this.#folder, { recursive: true, force: true });
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
