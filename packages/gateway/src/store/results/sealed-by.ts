import type pg from 'pg';

/** The fingerprint of the key that the node which came last seals with; null where no node has said. */
export async function readSealedBy(pool: pg.Pool): Promise<string | null> {
  const { rows } = await pool.query<{ sealed_by: string }>(
    'select sealed_by from nodes where sealed_by is not null order by id desc limit 1',
  );
  return rows[0]?.sealed_by ?? null;
}
