import { isDeepStrictEqual } from 'node:util';
import type pg from 'pg';
import { inTransaction } from '../transaction.ts';
import { AdminError, unknown } from './admin-error.ts';

/** A published flow, by its newest version. */
export type FlowRow = {
  readonly id: number;
  readonly accountId: number;
  readonly account: string;
  /** The id in its document. */
  readonly name: string;
  /** What people call it; '' where the document does not say. */
  readonly title: string;
  readonly languages: string[];
  readonly version: number;
  readonly publishedAt: Date;
};

export type FlowVersionRow = {
  readonly version: number;
  /** Versions of the flows it calls, as of its publication. */
  readonly calls: Readonly<Record<string, number>>;
  readonly publishedAt: Date;
};

export type FlowDocument = FlowVersionRow & {
  readonly id: number;
  readonly name: string;
  /** As it was written. */
  readonly text: string;
};

/** A document that was checked. */
export type FlowPublication = {
  readonly accountId: number;
  readonly name: string;
  readonly text: string;
  readonly calls: Readonly<Record<string, number>>;
};

const select = `select f.id, f.account_id as "accountId", a.name as account, f.name, v.title, v.languages, v.version, v.published_at as "publishedAt"
  from flows f join accounts a on a.id = f.account_id
  join lateral (select * from flow_versions where flow_id = f.id order by version desc limit 1) v on true`;

/** Flows of an account, and versions of a flow: they are kept for ever. */
const MOST_FLOWS = 1_000;
const MOST_VERSIONS = 10_000;

/**
 * Stores a document as the newest version of its flow, unless that is what the newest one says already; then nothing is written.
 * @returns the version it now is, and whether it was made by this
 * @throws AdminError when the account has too many flows, or the flow too many versions
 */
export async function publishFlow(
  pool: pg.Pool,
  { accountId, name, text, calls }: FlowPublication,
): Promise<FlowVersionRow & { readonly id: number; readonly isNew: boolean }> {
  return inTransaction(pool, 'begin', async (client) => {
    const id = (await lockFlow(client, accountId, name)) ?? (await makeFlow(client, accountId, name));
    const newest = await client.query<FlowVersionRow & { document: unknown }>(
      `select version, document, calls, published_at as "publishedAt" from flow_versions where flow_id = $1
       order by version desc limit 1`,
      [id],
    );
    const [former] = newest.rows;
    if (
      former !== undefined &&
      isDeepStrictEqual(former.document, JSON.parse(text)) &&
      isDeepStrictEqual(former.calls, calls)
    ) {
      const { version, publishedAt } = former;
      return { id, version, calls, publishedAt, isNew: false };
    }
    if ((former?.version ?? 0) >= MOST_VERSIONS)
      throw new AdminError(
        `Flow "${name}" has ${MOST_VERSIONS} versions, and a flow has no more. Publish it under another name.`,
      );
    const made = await client.query<FlowVersionRow>(
      `insert into flow_versions (flow_id, version, document, calls) values ($1, $2, $3, $4)
       returning version, calls, published_at as "publishedAt"`,
      [id, (former?.version ?? 0) + 1, text, JSON.stringify(calls)],
    );
    return { id, ...(made.rows[0] as FlowVersionRow), isNew: true };
  });
}

/** Takes a flow, so that its versions are made one after the other. */
async function lockFlow(client: pg.PoolClient, accountId: number, name: string): Promise<number | null> {
  const { rows } = await client.query<{ id: number }>(
    'select id from flows where account_id = $1 and name = $2 for update',
    [accountId, name],
  );
  return rows[0]?.id ?? null;
}

/** The account is taken first: nobody else makes one of the same name, or one too many, meanwhile. */
async function makeFlow(client: pg.PoolClient, accountId: number, name: string): Promise<number> {
  await client.query('select from accounts where id = $1 for no key update', [accountId]);
  // Looked for again before anything is written: whoever made it holds it while they wait for what we would hold.
  const made = await lockFlow(client, accountId, name);
  if (made !== null) return made;
  const { rows } = await client.query<{ count: number }>(
    'select count(*)::int as count from flows where account_id = $1 and name <> $2',
    [accountId, name],
  );
  if ((rows[0]?.count ?? 0) >= MOST_FLOWS)
    throw new AdminError(
      `The account has ${MOST_FLOWS} flows, and has room for no more. Publish a new version of one of them instead.`,
    );
  const inserted = await client.query<{ id: number }>(
    'insert into flows (account_id, name) values ($1, $2) returning id',
    [accountId, name],
  );
  return inserted.rows[0]?.id as number;
}

/** Flows of one account, or of all for null, by name. */
export async function listFlows(pool: pg.Pool, accountId: number | null): Promise<FlowRow[]> {
  const { rows } = await pool.query<FlowRow>(
    `${select} where $1::int is null or f.account_id = $1 order by f.name, f.id`,
    [accountId],
  );
  return rows;
}

/** A flow of an account by its name. Another account's is as unknown as one that never was. */
export async function readFlowRow(
  pool: pg.Pool,
  accountId: number,
  name: string,
): Promise<FlowRow | undefined> {
  const { rows } = await pool.query<FlowRow>(`${select} where f.account_id = $1 and f.name = $2`, [
    accountId,
    name,
  ]);
  return rows[0];
}

/** @throws AdminError naming those there are */
export async function findFlow(pool: pg.Pool, accountId: number, name: string): Promise<FlowRow> {
  const found = await readFlowRow(pool, accountId, name);
  if (found !== undefined) return found;
  const all = await listFlows(pool, accountId);
  throw unknown(
    'flow',
    name,
    all.map((one) => one.name),
  );
}

/** @param version null for the newest */
export async function readFlowDocument(
  pool: pg.Pool,
  accountId: number,
  name: string,
  version: number | null,
): Promise<FlowDocument | undefined> {
  const { rows } = await pool.query<FlowDocument>(
    `select f.id, f.name, v.version, v.calls, v.published_at as "publishedAt", v.document::text as text
     from flows f join flow_versions v on v.flow_id = f.id
     where f.account_id = $1 and f.name = $2 and ($3::int is null or v.version = $3) order by v.version desc limit 1`,
    [accountId, name, version],
  );
  return rows[0];
}

/** The newest first. @param page those before a version, and at most so many */
export async function listFlowVersions(
  pool: pg.Pool,
  flowId: number,
  page: { readonly before?: number | undefined; readonly limit?: number } = {},
): Promise<FlowVersionRow[]> {
  const { rows } = await pool.query<FlowVersionRow>(
    `select version, calls, published_at as "publishedAt" from flow_versions
     where flow_id = $1 and ($2::int is null or version < $2) order by version desc limit $3`,
    [flowId, page.before, page.limit],
  );
  return rows;
}
