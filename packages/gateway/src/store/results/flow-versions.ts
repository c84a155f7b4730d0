import type { Flow } from '@ujumbe/flows';
import { type RawBuilder, sql } from 'kysely';
import type { ReadQueries } from '../read-queries.ts';

/** A flow whose results are asked for. */
export type ResultFlow = { id: number; accountId: number; name: string; publishedAt: Date; modifiedAt: Date };

/** A published version with the flows that it calls, by their names. */
export type FlowVersion = {
  readonly version: number;
  readonly flow: Flow;
  readonly calls: Readonly<Record<string, Flow>>;
};

/** Whether a version, or a flow that it calls, is sensitive. */
export function isSensitive({ flow, calls }: FlowVersion): boolean {
  return [flow, ...Object.values(calls)].some(({ settings }) => settings?.sensitive === true);
}

/** So many versions, the newest, say what the questions are; answers to older ones are found by their names. */
const VERSIONS = 20;
/** Flows within flows, and how many in all. */
const DEPTH = 8;

/** The published flow of an account with this name. */
export async function findResultFlow(
  db: ReadQueries,
  accountId: number,
  name: string,
): Promise<ResultFlow | undefined> {
  const [flow] = await resultFlows(db, sql`f.account_id = ${accountId} and f.name = ${name}`);
  return flow;
}

/** Flows of an account that have been published, by name. */
export function listResultFlows(db: ReadQueries, accountId: number): Promise<ResultFlow[]> {
  return resultFlows(db, sql`f.account_id = ${accountId}`);
}

async function resultFlows(db: ReadQueries, which: RawBuilder<boolean>): Promise<ResultFlow[]> {
  const { rows } = await sql<ResultFlow>`
    select f.id, f.account_id as "accountId", f.name, min(v.published_at) as "publishedAt", max(v.published_at) as "modifiedAt"
    from flows f join flow_versions v on v.flow_id = f.id
    where ${which} group by f.id order by f.name`.execute(db);
  return rows;
}

type Called = Readonly<Record<string, number>>;
type VersionRow = { name: string; version: number; document: Flow; calls: Called };

/** The newest versions of a flow, newest first, each with what it calls. */
export async function readFlowVersions(
  db: ReadQueries,
  { id, accountId }: Pick<ResultFlow, 'id' | 'accountId'>,
): Promise<FlowVersion[]> {
  const { rows } = await sql<VersionRow>`
    select f.name, v.version, v.document, v.calls from flow_versions v join flows f on f.id = v.flow_id
    where v.flow_id = ${id} order by v.version desc limit ${VERSIONS}`.execute(db);
  const known = await readCalled(db, accountId, rows);
  return rows.map((row) => ({
    version: row.version,
    flow: row.document,
    calls: callsOf(row, known),
  }));
}

/** What the rows call, and what that calls, by `name version`. */
async function readCalled(
  db: ReadQueries,
  accountId: number,
  roots: readonly VersionRow[],
): Promise<ReadonlyMap<string, VersionRow>> {
  const known = new Map<string, VersionRow>();
  let wanted = missing(roots, known);
  for (let depth = 0; depth < DEPTH && wanted.length > 0; depth += 1) {
    const { rows } = await sql<VersionRow>`
      select f.name, v.version, v.document, v.calls
      from unnest(${wanted.map(([name]) => name)}::text[], ${wanted.map(([, version]) => version)}::int[]) as w (name, version)
      join flows f on f.account_id = ${accountId} and f.name = w.name
      join flow_versions v on v.flow_id = f.id and v.version = w.version`.execute(db);
    for (const row of rows) known.set(keyOf(row.name, row.version), row);
    wanted = missing(rows, known);
  }
  return known;
}

function missing(rows: readonly VersionRow[], known: ReadonlyMap<string, VersionRow>): [string, number][] {
  const wanted = new Map<string, [string, number]>();
  for (const { calls } of rows)
    for (const [name, version] of Object.entries(calls))
      if (!known.has(keyOf(name, version))) wanted.set(keyOf(name, version), [name, version]);
  return [...wanted.values()];
}

/** Flows a version calls, directly or through others; of two versions of one flow the nearer counts. */
function callsOf(root: VersionRow, known: ReadonlyMap<string, VersionRow>): Record<string, Flow> {
  const found: Record<string, Flow> = {};
  let level: readonly VersionRow[] = [root];
  for (let depth = 0; depth < DEPTH && level.length > 0; depth += 1) {
    const next: VersionRow[] = [];
    for (const { calls } of level)
      for (const [name, version] of Object.entries(calls)) {
        const row = known.get(keyOf(name, version));
        if (row === undefined || Object.hasOwn(found, name)) continue;
        found[name] = row.document;
        next.push(row);
      }
    level = next;
  }
  return found;
}

function keyOf(name: string, version: number): string {
  return `${name} ${version}`;
}
