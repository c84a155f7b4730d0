import type pg from 'pg';

/** The text of a published version, as it was written, and those of the versions it was published with, by name. */
export type PublishedTexts = { readonly text: string; readonly others: Readonly<Record<string, string>> };

/** Of a published version what need not be read in to be known. */
export type FlowOutline = {
  readonly name: string;
  readonly version: number;
  readonly octets: number;
  /** Names of the flows that it calls itself. */
  readonly calls: string[];
};

/** Reads a version with all it calls; null where there is none. */
export async function readPublishedTexts(
  pool: pg.Pool,
  flowId: number,
  version: number,
): Promise<PublishedTexts | null> {
  const { rows } = await pool.query<{ accountId: number; text: string; calls: Record<string, number> }>(
    `select f.account_id as "accountId", v.document::text as text, v.calls from flow_versions v join flows f on f.id = v.flow_id
     where v.flow_id = $1 and v.version = $2`,
    [flowId, version],
  );
  const [row] = rows;
  if (row === undefined) return null;
  const { accountId, text, calls } = row;
  return { text, others: await readFlowTexts(pool, accountId, calls) };
}

/** The texts of versions of an account's flows, as they were written, by name; without those there are not. */
export async function readFlowTexts(
  pool: pg.Pool,
  accountId: number,
  versions: Readonly<Record<string, number>>,
): Promise<Record<string, string>> {
  const wanted = Object.entries(versions);
  if (wanted.length === 0) return {};
  const { rows } = await pool.query<{ name: string; text: string }>(
    `select f.name, v.document::text as text from unnest($2::text[], $3::int[]) as w (name, version)
     join flows f on f.account_id = $1 and f.name = w.name
     join flow_versions v on v.flow_id = f.id and v.version = w.version`,
    [accountId, wanted.map(([name]) => name), wanted.map(([, version]) => version)],
  );
  return Object.fromEntries(rows.map(({ name, text }) => [name, text]));
}

/** The newest versions of those of these flows that an account has. */
export async function readNewestOutlines(
  pool: pg.Pool,
  accountId: number,
  names: readonly string[],
): Promise<FlowOutline[]> {
  const { rows } = await pool.query<FlowOutline>(
    `select f.name, v.version, octet_length(v.document::text) as octets,
       array(select b.value ->> 'flow' from json_each(v.document -> 'blocks') b where b.value ->> 'kind' = 'call') as calls
     from flows f
     join lateral (select version, document from flow_versions where flow_id = f.id order by version desc limit 1) v on true
     where f.account_id = $1 and f.name = any($2)`,
    [accountId, names],
  );
  return rows;
}
