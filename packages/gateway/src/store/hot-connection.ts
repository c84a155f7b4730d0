import pg from 'pg';
import { CONNECT_MS, destroyWhenSilent, SILENCE_MS, STATEMENT_MS, sayGoodbye } from './answer-deadline.ts';
import { arrayLiteral } from './array-literal.ts';
import { isServerRefusal } from './database-errors.ts';

/** A statement of the hot path: named, so that the server parses and plans it once per connection. */
export type HotStatement = { readonly name: string; readonly text: string };

/** Hears of each statement that succeeded: its name, how many items its longest list carried, and how long it took. */
export type StatementObserver = (statement: string, size: number, milliseconds: number) => void;

/**
 * The database did not answer: nothing is known to have been written, and yet it may have been, up to the moment when the
 * connection is made anew; after that nothing more is. The caller keeps its work and tries again.
 */
export class DatabaseUnavailable extends Error {
  override name = 'DatabaseUnavailable';
}

/** A session of the server, by what the server itself knows of it. */
type Session = { readonly pid: number; readonly startedAt: string };

/**
 * One connection that carries the statements of one accumulator, one at a time, and reconnects when it is lost.
 * Hash joins, merge joins and sequential scans are off on it: the statements were written for index look-ups, and a
 * plan made while a table was still empty must not be kept as a scan when the table has grown. Each is planned once for all
 * values: PostgreSQL would else plan those with lists anew every time, which for the update of messages, with its partition
 * a day, takes longer than the update.
 *
 * `commits`: `hasty` does not wait for the disk, for what a power cut may undo; what is committed is seen by others at once.
 */
export class HotConnection {
  readonly #config: pg.ClientConfig;
  readonly #name: string;
  readonly #observe: StatementObserver | undefined;
  readonly #silenceMs: number;
  readonly #commits: 'awaited' | 'hasty';
  #client: pg.Client | null = null;
  /** The session of the last connection, which may outlive it in a server that was frozen or cut off. */
  #session: Session | null = null;
  #isAwaited = false;
  #connecting: Promise<pg.Client> | null = null;
  #closed = false;
  /** The statement under way; another one waits for it. */
  #tail: Promise<unknown> | null = null;

  constructor(
    config: pg.ClientConfig,
    name: string,
    observe?: StatementObserver,
    silenceMs: number = SILENCE_MS,
    commits: 'awaited' | 'hasty' = 'awaited',
  ) {
    this.#config = config;
    this.#name = name;
    this.#observe = observe;
    this.#silenceMs = silenceMs;
    this.#commits = commits;
  }

  /**
   * Runs a statement and gives its rows.
   * @throws DatabaseUnavailable when the connection is lost or cannot be made, or the server is silent for too long
   * @throws pg.DatabaseError when the server refuses the statement
   */
  run<Row>(statement: HotStatement, values: unknown[]): Promise<Row[]> {
    const previous = this.#tail;
    const result =
      previous === null
        ? this.#run<Row>(statement, values)
        : previous.then(() => this.#run<Row>(statement, values));
    const tail = result
      .catch(() => undefined)
      .then(() => {
        if (this.#tail === tail) this.#tail = null;
      });
    this.#tail = tail;
    return result;
  }

  async #run<Row>(statement: HotStatement, values: unknown[]): Promise<Row[]> {
    const client = this.#client ?? (await this.#connect());
    const startedAt = performance.now();
    this.#isAwaited = true;
    try {
      const result = await query(client, statement, values);
      this.#observe?.(statement.name, longestList(values), performance.now() - startedAt);
      return result.rows as Row[];
    } catch (error) {
      if (isServerRefusal(error)) throw error;
      this.#drop(client);
      throw new DatabaseUnavailable(
        `the database connection "${this.#name}" was lost: ${(error as Error).message}`,
        {
          cause: error,
        },
      );
    } finally {
      this.#isAwaited = false;
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    const client = this.#client;
    this.#client = null;
    if (client) await sayGoodbye(client);
  }

  async #connect(): Promise<pg.Client> {
    if (this.#closed) throw new DatabaseUnavailable(`the database connection "${this.#name}" is closed`);
    this.#connecting ??= this.#open().finally(() => {
      this.#connecting = null;
    });
    return this.#connecting;
  }

  async #open(): Promise<pg.Client> {
    const client = new pg.Client({
      ...this.#config,
      application_name: this.#applicationName,
      connectionTimeoutMillis: CONNECT_MS,
      keepAlive: true,
    });
    client.on('error', () => this.#drop(client));
    try {
      await client.connect();
      destroyWhenSilent(client, this.#silenceMs, () => this.#client !== client || this.#isAwaited);
      await client.query(
        `set enable_seqscan = off; set enable_hashjoin = off; set enable_mergejoin = off; set plan_cache_mode = force_generic_plan;
         set statement_timeout = ${STATEMENT_MS}; set lock_timeout = '2s'; set idle_in_transaction_session_timeout = '2s'; set jit = off;
         ${this.#commits === 'hasty' ? 'set synchronous_commit = off' : ''}`,
      );
      await this.#endFormerSession(client);
    } catch (error) {
      this.#drop(client);
      throw new DatabaseUnavailable(`the database cannot be reached: ${(error as Error).message}`, {
        cause: error,
      });
    }
    if (this.#closed) {
      this.#drop(client);
      throw new DatabaseUnavailable(`the database connection "${this.#name}" is closed`);
    }
    this.#client = client;
    return client;
  }

  /**
   * Ends the session of the connection that was lost, and waits for its end. A server that was frozen wakes up with its last
   * statement still to do: done after the same work was tried again, it would undo what came of that.
   */
  async #endFormerSession(client: pg.Client): Promise<void> {
    const former = this.#session;
    if (former !== null) {
      const { rows } = await client.query<{ ended: boolean }>(
        `select pg_terminate_backend(pid, 2000) as ended from pg_stat_activity
         where pid = $1 and backend_start = $2::timestamptz and application_name = $3 and pid <> pg_backend_pid()`,
        [former.pid, former.startedAt, this.#applicationName],
      );
      if (rows.some(({ ended }) => !ended)) throw new Error('the session before this one does not end');
    }
    const { rows } = await client.query<Session>(
      `select pid, backend_start::text as "startedAt" from pg_stat_activity where pid = pg_backend_pid()`,
    );
    this.#session = rows[0] ?? null;
  }

  get #applicationName(): string {
    return `ujumbe ${this.#name}`;
  }

  #drop(client: pg.Client): void {
    if (this.#client === client) this.#client = null;
    client.end().catch(() => client.removeAllListeners('error'));
  }
}

/** By callback: of each query that it answers by promise, pg leaves something that the garbage collector has to carry along. */
function query(client: pg.Client, { name, text }: HotStatement, values: unknown[]): Promise<pg.QueryResult> {
  const parameters = values.map((value) => (Array.isArray(value) ? (arrayLiteral(value) ?? value) : value));
  return new Promise((resolve, reject) => {
    client.query({ name, text, values: parameters }, (error: Error | null, result: pg.QueryResult) => {
      if (error) reject(error);
      else resolve(result);
    });
  });
}

function longestList(values: readonly unknown[]): number {
  let longest = 1;
  for (const value of values) if (Array.isArray(value) && value.length > longest) longest = value.length;
  return longest;
}
