import type pg from 'pg';

/** Switches a connector on or off for the whole deployment. @returns false when there is none with that id */
export async function setConnectorEnabled(pool: pg.Pool, id: number, enabled: boolean): Promise<boolean> {
  const { rowCount } = await pool.query('update connectors set enabled = $2 where id = $1', [id, enabled]);
  return rowCount === 1;
}
