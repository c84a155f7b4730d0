import type pg from 'pg';
import { pendingMigrations } from '#store/admin/schema.ts';
import { readLiveNodes, readServerClock, readServerFacts, type ServerFacts } from '#store/server-facts.ts';
import { type Check, note, ok, problem } from './check.ts';

const OLDEST_VERSION = 150_000;
const MOST_SKEW_MS = 1000;

/** The database server: its version, whether it keeps what it confirms, its clock, its tables, and who works on it. */
export async function checkServer(pool: pg.Pool, kind: 'embedded' | 'server'): Promise<Check[]> {
  const facts = await readServerFacts(pool);
  return [
    checkVersion(facts, kind),
    checkDurability(facts),
    await checkClock(pool),
    await checkSchema(pool),
    await checkNodes(pool),
  ];
}

export function checkVersion({ version, versionNumber }: ServerFacts, kind: 'embedded' | 'server'): Check {
  if (versionNumber < OLDEST_VERSION) {
    return problem('database', `PostgreSQL ${version} is too old.`, 'Upgrade it to 15 or newer.');
  }
  if (kind === 'server') return ok('database', `PostgreSQL ${version}, a server`);
  return note(
    'database',
    `PostgreSQL ${version}, embedded`,
    'It serves one machine, and its libraries are updated only with Ujumbe. Set DATABASE_URL to a server of your own for production.',
  );
}

/** Accepted means on disk: each of these settings, turned off, makes that a lie after a power cut. */
export function checkDurability(facts: ServerFacts): Check {
  const weak = [
    facts.fsync === 'on' ? [] : ['fsync'],
    facts.fullPageWrites === 'on' ? [] : ['full_page_writes'],
    facts.synchronousCommit === 'off' ? ['synchronous_commit'] : [],
  ].flat();
  if (weak.length > 0) {
    return problem(
      'durability',
      `${weak.join(', ')} off: accepted messages can be lost when the machine stops.`,
      `In psql as a superuser: ${weak.map((name) => `alter system set ${name} = on;`).join(' ')} select pg_reload_conf();`,
    );
  }
  const checksums = facts.dataChecksums === 'on' ? 'data checksums on' : 'data checksums off';
  return ok(
    'durability',
    `fsync on, synchronous_commit ${facts.synchronousCommit}, full_page_writes on, ${checksums}`,
  );
}

async function checkClock(pool: pg.Pool): Promise<Check> {
  const before = Date.now();
  const server = await readServerClock(pool);
  const after = Date.now();
  const skewMs = server < before ? server - before : Math.max(0, server - after);
  return judgeClock(skewMs);
}

/** @param skewMs how far the database is ahead of this machine */
export function judgeClock(skewMs: number): Check {
  const says = `the database is ${Math.abs(skewMs / 1000).toFixed(1)} s ${skewMs < 0 ? 'behind' : 'ahead of'} this machine`;
  if (Math.abs(skewMs) <= MOST_SKEW_MS) return ok('clock', 'this machine and the database agree');
  return problem(
    'clock',
    says,
    'Let both machines follow a time server (NTP): validity, retries and callbacks go by these clocks.',
  );
}

async function checkSchema(pool: pg.Pool): Promise<Check> {
  const pending = await pendingMigrations(pool);
  if (pending.length === 0) return ok('tables', 'those of this version');
  return problem('tables', `${pending.join(', ')} missing.`, 'Run "ujumbe migrate", or start the gateway.');
}

async function checkNodes(pool: pg.Pool): Promise<Check> {
  const nodes = await readLiveNodes(pool);
  if (nodes.length === 0) return note('nodes', 'no gateway is running on this database');
  return ok('nodes', nodes.map(({ name, version }) => `${name} (${version})`).join(', '));
}
