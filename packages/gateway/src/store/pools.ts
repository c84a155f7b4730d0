import pg from 'pg';
import type { Log } from '#core/log.ts';
import { CONNECT_MS, destroyWhenSilent, SILENCE_MS, STATEMENT_MS } from './answer-deadline.ts';

/** Chores read and delete whole days, so they may take their time. */
const CHORE_MS = 10 * 60_000;
const CHORE_SILENCE_MS = CHORE_MS + 10_000;

type Patience = {
  readonly name: string;
  readonly max: number;
  readonly statementMs: number;
  readonly silenceMs: number;
};

/** Connections for what somebody waits for: a statement ends within 5 s, and fails within 7 s though the server be frozen. */
export function openPool(connectionConfig: pg.ClientConfig, log: Log): pg.Pool {
  return open(connectionConfig, log, {
    name: 'ujumbe',
    max: 12,
    statementMs: STATEMENT_MS,
    silenceMs: SILENCE_MS,
  });
}

/** Connections for what customers look up and set up: however slow their searches are, and however many, the rest has its own. */
export function openReadPool(connectionConfig: pg.ClientConfig, log: Log): pg.Pool {
  return open(connectionConfig, log, {
    name: 'ujumbe reads',
    max: 8,
    statementMs: STATEMENT_MS,
    silenceMs: SILENCE_MS,
  });
}

/** Connections for steps of flows, which hold one for a whole transaction: however many are due, the rest has its own. */
export function openFlowPool(connectionConfig: pg.ClientConfig, log: Log): pg.Pool {
  return open(connectionConfig, log, {
    name: 'ujumbe flows',
    max: 12,
    statementMs: STATEMENT_MS,
    silenceMs: SILENCE_MS,
  });
}

/** Connections for chores that nobody waits for and that may take minutes. */
export function openChorePool(connectionConfig: pg.ClientConfig, log: Log): pg.Pool {
  return open(connectionConfig, log, {
    name: 'ujumbe chores',
    max: 2,
    statementMs: CHORE_MS,
    silenceMs: CHORE_SILENCE_MS,
  });
}

/** Ends a pool. PostgreSQL says goodbye to connections that are just ending; that is no loss. */
export async function endPool(pool: pg.Pool): Promise<void> {
  pool.removeAllListeners('error').on('error', () => undefined);
  await pool.end();
}

/**
 * Connections that fail when the server falls silent, and hurt nobody but the statement under way: of a connection that is out
 * of its pool nobody else hears, and Node ends a process in which nobody hears of an error.
 */
export function openGuardedPool(
  config: pg.PoolConfig,
  { statementMs, silenceMs }: { readonly statementMs: number; readonly silenceMs: number },
): pg.Pool {
  return new pg.Pool({
    connectionTimeoutMillis: CONNECT_MS,
    ...config,
    // Who has nothing to do is let go before its silence could be mistaken.
    idleTimeoutMillis: Math.min(silenceMs, SILENCE_MS) * 0.7,
    // By a statement: poolers between us and the server refuse settings they do not know in the first packet.
    onConnect: async (client) => {
      client.on('error', () => undefined);
      destroyWhenSilent(client as pg.Client, silenceMs);
      // Plans over many days look dear, and a server that can compile them does, for 150 ms each, to look up a few rows.
      await client.query(`set statement_timeout = ${statementMs}; set jit = off`);
    },
  });
}

function open(connectionConfig: pg.ClientConfig, log: Log, { name, max, ...patience }: Patience): pg.Pool {
  const pool = openGuardedPool({ ...connectionConfig, max, application_name: name }, patience);
  pool.on('error', (error) => log.warn({ err: error.message }, 'a database connection was lost'));
  return pool;
}
