import type pg from 'pg';

export type ServerFacts = {
  /** Such as 150004. */
  readonly versionNumber: number;
  readonly version: string;
  readonly fsync: string;
  readonly synchronousCommit: string;
  readonly fullPageWrites: string;
  readonly dataChecksums: string;
};

/** What the database server is, and whether it keeps what it has confirmed. */
export async function readServerFacts(pool: pg.Pool): Promise<ServerFacts> {
  const { rows } = await pool.query<ServerFacts>(
    `select current_setting('server_version_num')::int as "versionNumber", current_setting('server_version') as version,
            current_setting('fsync') as fsync, current_setting('synchronous_commit') as "synchronousCommit",
            current_setting('full_page_writes') as "fullPageWrites", current_setting('data_checksums') as "dataChecksums"`,
  );
  return rows[0] as ServerFacts;
}

/** The server's clock, in milliseconds since the epoch. */
export async function readServerClock(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<{ ms: number }>(
    'select (extract(epoch from clock_timestamp()) * 1000)::float8 as ms',
  );
  return rows[0]?.ms as number;
}

export type NodeFacts = { readonly name: string; readonly version: string; readonly startedAt: Date };

/** Nodes whose lease holds. */
export async function readLiveNodes(pool: pg.Pool): Promise<NodeFacts[]> {
  const { rows } = await pool.query<NodeFacts>(
    `select name, version, started_at as "startedAt" from nodes where lease_until > now() order by id`,
  );
  return rows;
}

/** Whether somebody means to send SMS: a key that may, or a survey that is active. */
export async function isSendingMeant(pool: pg.Pool): Promise<boolean> {
  const { rows } = await pool.query<{ meant: boolean }>(
    `select exists (select from api_keys k join accounts a on a.id = k.account_id
                     where a.active and 'sms:send' = any (k.scopes) and k.revoked_at is null
                       and (k.expires_at is null or k.expires_at > now()))
         or exists (select from surveys s join accounts a on a.id = s.account_id
                     where a.active and s.state = 'active') as meant`,
  );
  return rows[0]?.meant as boolean;
}

export type Leftovers = {
  readonly orphanReceipts: number;
  readonly deadCallbacks: number;
  readonly unroutedMo: number;
};

/**
 * What lies there and nobody works on: receipts that have matched no message for a quarter of an hour, callbacks given up, and MO of
 * the last day that no account claimed.
 */
export async function countLeftovers(pool: pg.Pool): Promise<Leftovers> {
  const { rows } = await pool.query<Leftovers>(
    `select (select count(*)::int from orphan_receipts where received_at < now() - interval '15 minutes') as "orphanReceipts",
            (select count(*)::int from callbacks where dead) as "deadCallbacks",
            (select count(*)::int from mo where account_id is null and id > lowest_id_at(now() - interval '1 day')) as "unroutedMo"`,
  );
  return rows[0] as Leftovers;
}
