import type pg from 'pg';
import type { Directory } from '#core/directory.ts';
import type { Log } from '#core/log.ts';
import { readDirectory, readDirectoryVersion } from './directory.ts';

const LOOK_MS = 500;

/** Holds the directory in memory and reads it anew within half a second of a change, made by whatever process. */
export class DirectoryWatch {
  readonly #pool: pg.Pool;
  readonly #log: Log;
  readonly #onChange: (directory: Directory) => void;
  #current: Directory | null = null;
  #version = '';
  #timer: NodeJS.Timeout | null = null;
  #looking: Promise<void> | null = null;

  constructor(pool: pg.Pool, log: Log, onChange: (directory: Directory) => void) {
    this.#pool = pool;
    this.#log = log;
    this.#onChange = onChange;
  }

  readonly current = (): Directory => {
    if (this.#current === null) throw new Error('the directory was asked for before it was read');
    return this.#current;
  };

  async start(): Promise<void> {
    await this.look();
    this.#timer = setInterval(() => {
      // A look that hangs in a frozen database is told of once, and not by everyone who came while it hung.
      if (this.#looking !== null) return;
      this.look().catch((error: Error) =>
        this.#log.warn({ err: error.message }, 'accounts and operators could not be looked up'),
      );
    }, LOOK_MS);
  }

  stop(): void {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
  }

  /** Reads the directory if it has changed. */
  look(): Promise<void> {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = null;
    });
    return this.#looking;
  }

  async #look(): Promise<void> {
    const version = await readDirectoryVersion(this.#pool);
    if (version === this.#version) return;
    this.#current = await readDirectory(this.#pool);
    this.#version = version;
    this.#onChange(this.#current);
  }
}
