import type pg from 'pg';

/** Messages of one connector that wait in their rows, held by no node. */
export type WaitingRows = { connectorId: number; count: number; oldestId: string };

/** Counts what waits in rows: reads the index of all that waits, so ask it a few times a minute at most. */
export async function countWaitingRows(pool: pg.Pool): Promise<WaitingRows[]> {
  const { rows } = await pool.query<WaitingRows>(
    `select counted.connector_id as "connectorId", counted.count, (
       select first.message_id from unnest('{0,1,2}'::smallint[]) as of(lane) cross join lateral (
         select message_id from mt_queue
         where connector_id = counted.connector_id and lane = of.lane and owner is null order by message_id limit 1) first
       order by first.message_id limit 1) as "oldestId"
     from (select connector_id, count(*)::int as count from mt_queue where owner is null group by connector_id) counted`,
  );
  return rows;
}
