import { waitUntil } from './wait-until.ts';
import type { World } from './world.ts';

type Parties = Pick<World, 'simulator' | 'pool' | 'gateway'>;

type SettleOptions = {
  readonly timeoutMs?: number;
  /** Answers to submits were lost on the way, so that receipts of ids we never heard of are right to stay. */
  readonly answersWereLost?: boolean;
};

/**
 * Waits until nothing is under way: no message owed to an operator, then no receipt or MO at the operator, then no callback owed
 * to a customer. In this order, because each gives rise to the next. What has not happened by then will not happen.
 */
export async function settle(
  { simulator, pool, gateway }: Parties,
  { timeoutMs = 15_000, answersWereLost = false }: SettleOptions = {},
): Promise<void> {
  let left = '';
  const noneLeft = async (what: string, find: () => unknown) => {
    left = `${what}: ${JSON.stringify(await find())}`;
    return !/: .*[1-9]/.test(left);
  };
  const rowsOf = (sql: string) => async () => (await pool.query(sql)).rows[0];
  await waitUntil(
    async () =>
      (await noneLeft('owed to operators', rowsOf('select count(*) from mt_queue'))) &&
      (await noneLeft('at the operator', () => simulator.state().pending)) &&
      (answersWereLost ||
        (await noneLeft('receipts nobody knows', rowsOf('select count(*) from orphan_receipts')))) &&
      (await noneLeft('owed to customers', rowsOf('select count(*) from callbacks'))),
    () => `still ${left}\n${gateway.log}`,
    timeoutMs,
  );
}
