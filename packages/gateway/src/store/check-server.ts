import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { DatabaseLog } from './embedded/database-log.ts';

const oldestVersion = 150_000;

/** Answers of a server, or of its machine, that is only just starting. */
const startingCodes = new Set(['ECONNREFUSED', 'ENOENT', 'EAI_AGAIN', '57P03']);

/**
 * Checks that the server answers and is PostgreSQL 15 or newer, waiting `patienceMs` for one that is starting.
 *
 * Throws with the server's address, never with its password.
 */
export async function checkServer(databaseUrl: string, log: DatabaseLog, patienceMs = 15_000): Promise<void> {
  const address = describeAddress(databaseUrl);
  const deadline = performance.now() + patienceMs;
  for (;;) {
    try {
      return demandVersion(await readVersion(databaseUrl), address);
    } catch (cause) {
      const { code, message } = cause as { code?: string; message: string };
      if (cause instanceof OldServerError) throw cause;
      if (!code || !startingCodes.has(code) || performance.now() > deadline) {
        throw new Error(
          `The PostgreSQL server at ${address} (DATABASE_URL) cannot be used: ${message || code}.`,
          { cause },
        );
      }
      log.warn({ address, code }, 'the database server does not answer yet, trying again');
      await sleep(Math.min(1_000, patienceMs / 10));
    }
  }
}

/** Host, port and database of an address; throws for a text that is none. */
export function describeAddress(databaseUrl: string): string {
  // PostgreSQL's own form for sockets, `postgresql:///db?host=/run`, has no host where a URL must have one.
  const url = URL.parse(databaseUrl.replace(/(@|:\/\/)\//, '$1socket/'));
  if (!url || !/^postgres(ql)?:$/.test(url.protocol)) {
    throw new Error(
      'DATABASE_URL is not a PostgreSQL address. It looks like postgresql://user:password@host:5432/database.',
    );
  }
  const host = url.searchParams.get('host') ?? url.host;
  return `${host}${url.pathname}`;
}

class OldServerError extends Error {}

function demandVersion(version: { number: number; text: string }, address: string): void {
  if (version.number >= oldestVersion) return;
  throw new OldServerError(
    `The PostgreSQL server at ${address} is version ${version.text}; Ujumbe needs 15 or newer. ` +
      'Upgrade it, or leave DATABASE_URL out to use the embedded one.',
  );
}

async function readVersion(databaseUrl: string): Promise<{ number: number; text: string }> {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    const { rows } = await client.query<{ number: number; text: string }>(
      `SELECT current_setting('server_version_num')::int AS number, current_setting('server_version') AS text`,
    );
    const version = rows[0];
    if (!version) throw new Error('it did not tell its version');
    return version;
  } finally {
    await client.end();
  }
}
