import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { OptOuts } from '#contacts/opt-outs.ts';
import { Housekeeper, type HousekeeperDeps } from './housekeeper.ts';

const MINUTE = 60_000;
const MSISDN = '254700000001';

let table: { id: string; accountId: number; msisdn: string; sender: string | null }[];
let optOuts: OptOuts;
let housekeeper: Housekeeper;
let warnings: unknown[];
let swept: number;
let sweep: () => Promise<unknown>;

beforeEach(() => {
  vi.useFakeTimers();
  table = [];
  warnings = [];
  swept = 0;
  sweep = async () => undefined;
  optOuts = new OptOuts(async (sinceId) => table.filter(({ id }) => BigInt(id) > BigInt(sinceId)));
  const query = async () => ({ rows: [], rowCount: 0 });
  const client = { query, on: () => undefined, off: () => undefined, release: () => undefined };
  const pool = { query, connect: async () => client };
  housekeeper = new Housekeeper({
    pool,
    chorePool: pool,
    clock: { now: () => 0, monotonic: () => 0 },
    log: { warn: (facts: unknown) => warnings.push(facts) },
    config: { sms: { retentionDays: 90 } },
    dispatcher: {
      sweep: () => {
        swept += 1;
        return sweep();
      },
      returnStrays: async () => undefined,
    },
    failover: { look: async () => undefined },
    mo: { sweep: async () => undefined },
    orphans: { dropOld: async () => undefined },
    deadlines: { sweep: async () => 0 },
    optOuts,
    ussd: { expire: async () => undefined },
    flows: { runs: { sweep: async () => undefined }, mail: { sweep: async () => undefined } },
  } as unknown as HousekeeperDeps);
  housekeeper.start();
});
afterEach(() => {
  housekeeper.stop();
  vi.useRealTimers();
});

const refuses = () => optOuts.has(1, MSISDN, 'TIARA');

test('an opt-out from elsewhere is heeded a second later, and one taken back elsewhere ten minutes later', async () => {
  table.push({ id: '1', accountId: 1, msisdn: MSISDN, sender: null });
  expect(refuses()).toBe(false);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(refuses()).toBe(true);
  table = [];
  await vi.advanceTimersByTimeAsync(9 * MINUTE);
  expect(refuses()).toBe(true);
  await vi.advanceTimersByTimeAsync(MINUTE);
  expect(refuses()).toBe(false);
  expect(warnings).toEqual([]);
});

test('a chore that fails is told of by name and tried again', async () => {
  sweep = () => Promise.reject(new Error('away'));
  await vi.advanceTimersByTimeAsync(2_000);
  const told = { chore: 'waiting messages', err: 'away' };
  expect(warnings).toEqual([told, told]);
});

test('a chore that is not done is not begun a second time', async () => {
  sweep = () => new Promise(() => undefined);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(swept).toBe(1);
});

test('nothing is done once it is stopped', async () => {
  housekeeper.stop();
  await vi.advanceTimersByTimeAsync(MINUTE);
  expect(swept).toBe(0);
});
