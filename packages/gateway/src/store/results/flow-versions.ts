import type { Flow } from '@ujumbe/flows';
import { type RawBuilder, sql } from 'kysely';
import type { ReadQueries } from '../read-queries.ts';

/** A flow whose results are asked for. */
export type ResultFlow = {
  id: number;
  accountId: number;
  name: string;
  /** What the newest version calls it; its name where it does not say. */
  title: string;
  publishedAt: Date;
  modifiedAt: Date;
  /** Any version of it is, or calls one that is. */
  sensitive: boolean;
};

/** A published version with the flows that it calls, by their names. */
export type FlowVersion = {
  readonly version: number;
  readonly flow: Flow;
  readonly calls: Readonly<Record<string, Flow>>;
};

/** So many versions, the newest, say what the questions are; answers to older ones are found by their names. */
const VERSIONS = 20;

/** The published flow of an account with this name. */
export async function findResultFlow(
  db: ReadQueries,
  accountId: number,
  name: string,
): Promise<ResultFlow | undefined> {
  const [flow] = await resultFlows(db, sql`f.account_id = ${accountId} and f.name = ${name}`);
  return flow;
}

/** The published flow of an account of which this is true. */
export async function matchResultFlow(
  db: ReadQueries,
  accountId: number,
  isMeant: (flow: Pick<ResultFlow, 'id' | 'accountId'>) => boolean,
): Promise<ResultFlow | undefined> {
  const { rows } = await sql<{ id: number }>`select id from flows where account_id = ${accountId}`.execute(
    db,
  );
  const meant = rows.find(({ id }) => isMeant({ id, accountId }));
  return meant && (await resultFlows(db, sql`f.id = ${meant.id}`))[0];
}

/** Flows of an account that have been published, by name. */
export function listResultFlows(db: ReadQueries, accountId: number): Promise<ResultFlow[]> {
  return resultFlows(db, sql`f.account_id = ${accountId}`);
}

async function resultFlows(db: ReadQueries, which: RawBuilder<boolean>): Promise<ResultFlow[]> {
  const { rows } = await sql<ResultFlow>`
    select f.id, f.account_id as "accountId", f.name, coalesce(nullif(newest.title, ''), f.name) as title,
      first.published_at as "publishedAt", newest.published_at as "modifiedAt",
      exists (select from flow_versions where flow_id = f.id and sensitive) as sensitive
    from flows f
      join lateral (select published_at from flow_versions where flow_id = f.id order by version limit 1) first on true
      join lateral (select published_at, title from flow_versions where flow_id = f.id order by version desc limit 1) newest on true
    where ${which} order by f.name`.execute(db);
  return rows;
}

type VersionRow = { version: number; flow: Flow; calls: Record<string, Flow> | null };

/** The newest versions of a flow, newest first, each with all it calls: a version names those that they call, too. */
export async function readFlowVersions(
  db: ReadQueries,
  { id, accountId }: Pick<ResultFlow, 'id' | 'accountId'>,
): Promise<FlowVersion[]> {
  const { rows } = await sql<VersionRow>`
    select v.version, v.document as flow,
      (select json_object_agg(f.name, c.document) from jsonb_each_text(v.calls) named
       join flows f on f.account_id = ${accountId} and f.name = named.key
       join flow_versions c on c.flow_id = f.id and c.version = named.value::int) as calls
    from flow_versions v where v.flow_id = ${id} order by v.version desc limit ${VERSIONS}`.execute(db);
  return rows.map(({ calls, ...version }) => ({ ...version, calls: calls ?? {} }));
}
