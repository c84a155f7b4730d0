import type pg from 'pg';
import { lowestIdAt } from '#core/ids.ts';
import { messageState } from '#core/message-state.ts';
import { inTransaction } from './transaction.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** After the end of its validity. */
const RECEIPT_DEADLINE_MS = DAY;
/** A message is valid for seven days at most; a day more for clocks that differ. */
const LONGEST_VALIDITY_MS = 8 * DAY;
/** One statement's share, so that the work after an outage holds no row for long. */
const STEP_MS = HOUR / 6;

const { submitted, enroute, unknown } = messageState;

/**
 * Makes messages unknown of which nothing final was heard until a day after their validity, which is told to nobody. Looks at
 * each message once: at those whose day has ended since the last time, whichever node that was.
 */
export async function passSilentMessages(pool: pg.Pool, nowMs: number): Promise<void> {
  const end = nowMs - RECEIPT_DEADLINE_MS;
  while (await passStep(pool, end)) {
    // The next step follows.
  }
}

/** @returns whether there is more to do */
function passStep(pool: pg.Pool, end: number): Promise<boolean> {
  return inTransaction(pool, 'begin', async (client) => {
    const { rows } = await client.query<{ at: Date }>(
      'select expires_at as at from silence_swept for update skip locked',
    );
    const from = rows[0]?.at.getTime();
    // Another node is at it, or there is nothing to do.
    if (from === undefined || from >= end) return false;
    const to = Math.min(end, from + STEP_MS);
    await client.query(silent, [new Date(from), new Date(to), ...daysOfIds(from, to)]);
    await client.query('update silence_swept set expires_at = $1', [new Date(to)]);
    return to < end;
  });
}

/**
 * The first and the last bound of the ids whose validity can end from `fromMs` to `toMs`. They leave out the days that cannot matter,
 * and are whole days, so that within the others nothing is found by id and the index of the ends of validity is used at every hour.
 */
export const daysOfIds = (fromMs: number, toMs: number): [string, string] => [
  lowestIdAt(startOfDay(fromMs - LONGEST_VALIDITY_MS)),
  lowestIdAt(startOfDay(toMs) + DAY),
];

const startOfDay = (ms: number) => ms - (ms % DAY);

export const silent = `
update messages set state = ${unknown}, reason = ''
where state in (${submitted}, ${enroute}) and expires_at > $1 and expires_at <= $2 and id >= $3 and id < $4`;
