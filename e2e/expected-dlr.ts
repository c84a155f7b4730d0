import type pg from 'pg';

type Dlr = Record<'msgId' | 'from' | 'to' | 'refId' | 'status' | 'statusReason', string>;

/**
 * The body of a delivery callback to the byte. Its time is the one in the message's row, written by PostgreSQL and not by the
 * gateway.
 */
export async function expectedDlr(pool: pg.Pool, dlr: Dlr): Promise<string> {
  const deliveryTime = await timeInNairobi(
    pool,
    'select final_at as at from messages where id = $1',
    dlr.msgId,
  );
  const { msgId, from, to, refId, status, statusReason } = dlr;
  return JSON.stringify({ msgId, from, to, refId, status, statusReason, deliveryTime });
}

/** A time as callbacks write it, `yyyy-MM-dd HH:mm:ss.SSS` in the zone of the test's gateway. */
export async function timeInNairobi(pool: pg.Pool, query: string, ...values: unknown[]): Promise<string> {
  const { rows } = await pool.query<{ at: string }>(
    `select to_char(at at time zone 'Africa/Nairobi', 'YYYY-MM-DD HH24:MI:SS.MS') as at from (${query}) as wanted`,
    values,
  );
  return rows[0]?.at ?? 'no such row';
}
