import { expect, test } from 'vitest';
import { lowestIdAt } from '#core/ids.ts';
import { testDatabase } from '../../test/database.ts';
import { countWaitingRows } from './waiting-rows.ts';

test('what waits in rows is counted by connector, with the oldest of any lane', async () => {
  const db = await testDatabase();
  try {
    const rows = [
      [1000, 1, 2, null],
      [2000, 1, 0, null],
      [3000, 1, 1, null],
      [500, 1, 1, 7],
      [4000, 2, 1, null],
    ] as const;
    for (const [ms, connector, lane, owner] of rows) {
      await db.pool.query(
        'insert into mt_queue (message_id, connector_id, lane, owner, released, expires_at) values ($1, $2, $3, $4, false, now())',
        [lowestIdAt(ms), connector, lane, owner],
      );
    }
    const counted = await countWaitingRows(db.pool);
    expect(counted.sort((a, b) => a.connectorId - b.connectorId)).toEqual([
      { connectorId: 1, count: 3, oldestId: lowestIdAt(1000) },
      { connectorId: 2, count: 1, oldestId: lowestIdAt(4000) },
    ]);
  } finally {
    await db.drop();
  }
});
