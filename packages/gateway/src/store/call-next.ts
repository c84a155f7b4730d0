import type pg from 'pg';
import type { ConversationKey } from './flow-runs.ts';

/** Lets begin, of those that wait for the end of each of these SMS conversations, the one that has waited longest. */
export async function callNext(
  client: Pick<pg.PoolClient, 'query'>,
  ended: readonly ConversationKey[],
  now: number,
): Promise<void> {
  if (ended.length === 0) return;
  await client.query({
    name: 'call_next_flow_run',
    text: `insert into flow_timers (run_id, kind, due_at)
           select distinct on (account_id, msisdn, address) id, 'start', $4::timestamptz
           from unnest($1::int[], $2::text[], $3::text[]) as ended (account_id, msisdn, address)
           join flow_runs using (account_id, msisdn, address)
           where status = 'queued' order by account_id, msisdn, address, id
           on conflict (run_id, kind) do update set due_at = excluded.due_at, attempts = 0`,
    values: [
      ended.map(({ accountId }) => accountId),
      ended.map(({ msisdn }) => msisdn),
      ended.map(({ address }) => address),
      new Date(now),
    ],
  });
}
