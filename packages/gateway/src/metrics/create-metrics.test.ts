import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Accept, type AcceptResult, TemporarilyUnavailable } from '#core/accept.ts';
import type { BindState } from '#core/connector.ts';
import type { Account } from '#core/directory.ts';
import { lowestIdAt } from '#core/ids.ts';
import { createMetrics, type Metrics } from './create-metrics.ts';
import type { MetricSources, QueueState } from './sources.ts';

const NOW = 1_800_000_000_000;
let now: number;
let metrics: Metrics;
let queues: QueueState[];
let rowsAsked: number;
let waitingRows: MetricSources['waitingRows'];

const bind = (phase: BindState['phase'], windowUsed: number): BindState => ({
  name: 'trx 1',
  phase,
  since: NOW,
  windowUsed,
  window: 10,
  lastError: null,
});

beforeEach(() => {
  now = NOW;
  rowsAsked = 0;
  waitingRows = async () => [{ connectorId: 2, count: 7, oldestId: lowestIdAt(NOW - 90_000) }];
  queues = [
    { connector: { id: 1 }, waiting: 3, inFlight: 2, paused: true, oldestId: null },
    { connector: { id: 2 }, waiting: 0, inFlight: 0, paused: false, oldestId: null },
  ];
  metrics = createMetrics({
    now: () => now,
    nameOf: (id) => ['', 'safaricom', 'airtel'][id] ?? String(id),
    binds: () => new Map([[1, [bind('bound', 4), bind('waiting', 0)]]]),
    queues: () => queues,
    waitingRows: () => {
      rowsAsked++;
      return waitingRows();
    },
    mails: async () => ({ waiting: 4, dead: 1 }),
    acceptBacklog: () => 5,
    recorderBacklog: () => 6,
    callbacks: () => ({ held: 1, inFlight: 2, destinations: 3, resting: 4, outcomesWaiting: 5 }),
    leaseHeld: () => true,
  });
});
afterEach(() => metrics.stop());

/** The samples by their line without the value. */
async function read(): Promise<Map<string, number>> {
  const lines = (await metrics.text()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => [
      line.slice(0, line.lastIndexOf(' ')),
      Number(line.slice(line.lastIndexOf(' ') + 1)),
    ]),
  );
}

test('the state of operators and queues is read when it is asked for', async () => {
  const samples = await read();
  expect(
    Object.fromEntries([...samples].filter(([line]) => /binds|window|queue_messages|paused/.test(line))),
  ).toEqual({
    'ujumbe_binds{operator="safaricom"}': 2,
    'ujumbe_binds_up{operator="safaricom"}': 1,
    'ujumbe_window_size{operator="safaricom"}': 10,
    'ujumbe_window_used{operator="safaricom"}': 4,
    'ujumbe_queue_messages{operator="safaricom",place="memory"}': 3,
    'ujumbe_queue_messages{operator="safaricom",place="in_flight"}': 2,
    'ujumbe_queue_messages{operator="safaricom",place="rows"}': 0,
    'ujumbe_queue_messages{operator="airtel",place="memory"}': 0,
    'ujumbe_queue_messages{operator="airtel",place="in_flight"}': 0,
    'ujumbe_queue_messages{operator="airtel",place="rows"}': 7,
    'ujumbe_operator_paused{operator="safaricom"}': 1,
    'ujumbe_operator_paused{operator="airtel"}': 0,
  });
  expect(samples.get('ujumbe_accept_backlog')).toBe(5);
  expect(samples.get('ujumbe_callback_destinations_resting')).toBe(4);
  expect(samples.get('ujumbe_lease_held')).toBe(1);
  expect(samples.get('process_resident_memory_bytes')).toBeGreaterThan(1e6);
  queues = [];
  expect((await read()).has('ujumbe_operator_paused{operator="airtel"}')).toBe(false);
});

test('the oldest message counts, whether it waits in memory or in a row', async () => {
  queues = [
    { connector: { id: 1 }, waiting: 1, inFlight: 0, paused: false, oldestId: lowestIdAt(NOW - 5000) },
    { connector: { id: 2 }, waiting: 1, inFlight: 0, paused: false, oldestId: lowestIdAt(NOW - 1000) },
  ];
  let samples = await read();
  expect(samples.get('ujumbe_queue_oldest_seconds{operator="airtel"}')).toBe(90);
  expect(samples.get('ujumbe_queue_oldest_seconds{operator="safaricom"}')).toBe(5);
  queues = [{ connector: { id: 1 }, waiting: 0, inFlight: 0, paused: false, oldestId: null }];
  samples = await read();
  expect(samples.get('ujumbe_queue_oldest_seconds{operator="safaricom"}')).toBe(0);
});

test('rows are counted every ten seconds at most, and the last count stands while the database is away', async () => {
  const rows = 'ujumbe_queue_messages{operator="airtel",place="rows"}';
  await read();
  await read();
  now += 9999;
  await read();
  expect(rowsAsked).toBe(1);
  now += 1;
  waitingRows = async () => [{ connectorId: 2, count: 9, oldestId: lowestIdAt(NOW) }];
  expect((await read()).get(rows)).toBe(9);
  now += 10_000;
  waitingRows = () => Promise.reject(new Error('the database is away'));
  expect((await read()).get(rows)).toBe(9);
  expect(rowsAsked).toBe(3);
});

const account = {} as Account;
const done = { accepted: true } as AcceptResult;
const poor = { accepted: false, refusal: { code: '1006' } } as AcceptResult;

test('accepted and refused messages are counted by code, and what was turned away', async () => {
  const answers: (() => Promise<AcceptResult[]>)[] = [
    async () => [done, poor, done],
    async () => [poor],
    () => Promise.reject(new TemporarilyUnavailable('the database is away')),
    () => Promise.reject(new TypeError('a slip')),
  ];
  const accept: Accept = metrics.watchAccept(() => (answers.shift() as () => Promise<AcceptResult[]>)());
  expect(await accept(account, [], null)).toEqual([done, poor, done]);
  await accept(account, [], null);
  await expect(accept(account, [], null)).rejects.toThrow('the database is away');
  await expect(accept(account, [], null)).rejects.toThrow('a slip');
  const samples = await read();
  expect(samples.get('ujumbe_messages_accepted_total')).toBe(2);
  expect(samples.get('ujumbe_messages_refused_total{code="1006"}')).toBe(2);
  expect(samples.get('ujumbe_accept_unavailable_total')).toBe(1);
  expect(samples.get('ujumbe_accept_seconds_count')).toBe(4);
});

test('what rooms tell is counted under the names of operators', async () => {
  metrics.observeSubmit(1, 'accepted', 20);
  metrics.observeSubmit(1, 'accepted', 30);
  metrics.observeSubmit(1, 'throttled', 2);
  metrics.observeMo(2);
  const receipt = { connectorId: 1, operatorIds: ['a'], msisdn: '254700000001', reason: 'DELIVRD' };
  metrics.observeReceipt(
    { ...receipt, outcome: { kind: 'final', state: 'delivered' } },
    'matched',
    NOW - 4000,
  );
  metrics.observeReceipt({ ...receipt, outcome: { kind: 'enroute' } }, 'parked', undefined);
  const samples = await read();
  expect(samples.get('ujumbe_submits_total{operator="safaricom",outcome="accepted"}')).toBe(2);
  expect(samples.get('ujumbe_submits_total{operator="safaricom",outcome="throttled"}')).toBe(1);
  expect(samples.get('ujumbe_submit_seconds_bucket{operator="safaricom",le="0.025"}')).toBe(2);
  expect(samples.get('ujumbe_mo_total{operator="airtel"}')).toBe(1);
  expect(samples.get('ujumbe_receipts_total{operator="safaricom",outcome="delivered"}')).toBe(1);
  expect(samples.get('ujumbe_receipts_total{operator="safaricom",outcome="enroute"}')).toBe(1);
  expect(samples.get('ujumbe_receipts_parked_total{operator="safaricom"}')).toBe(1);
  expect(samples.get('ujumbe_receipt_lag_seconds_sum{operator="safaricom"}')).toBe(4);
  expect(samples.get('ujumbe_receipt_lag_seconds_count{operator="safaricom"}')).toBe(1);
  expect(await metrics.text()).not.toContain('254700000001');
});

test('callbacks, answers and statements are counted', async () => {
  metrics.observeCallback({ kind: 'dlr', outcome: 'failed', durationMs: 100, lagMs: 1000 });
  metrics.observeCallback({ kind: 'dlr', outcome: 'delivered', durationMs: 50, lagMs: 11_000 });
  metrics.observeAnswer('/api/messaging/sendsms', 200, 12);
  metrics.observeAnswer('/api/messaging/sendsms', 503, 1);
  metrics.observeStatement('accept_messages', 32, 4);
  const samples = await read();
  expect(samples.get('ujumbe_callbacks_total{kind="dlr",outcome="failed"}')).toBe(1);
  expect(samples.get('ujumbe_callback_seconds_sum{kind="dlr"}')).toBeCloseTo(0.15);
  expect(samples.get('ujumbe_callback_lag_seconds_sum{kind="dlr"}')).toBe(11);
  expect(samples.get('ujumbe_http_answers_total{route="/api/messaging/sendsms",status="503"}')).toBe(1);
  expect(samples.get('ujumbe_database_flush_size_bucket{statement="accept_messages",le="25"}')).toBe(0);
  expect(samples.get('ujumbe_database_flush_size_bucket{statement="accept_messages",le="50"}')).toBe(1);
  expect(samples.get('ujumbe_database_flush_seconds_count{statement="accept_messages"}')).toBe(1);
});

test('tells of mails', async () => {
  metrics.observeMail('sent');
  metrics.observeMail('given-up');
  const samples = await read();
  expect(samples.get('ujumbe_mails_total{outcome="sent"}')).toBe(1);
  expect(samples.get('ujumbe_mails_total{outcome="given-up"}')).toBe(1);
  expect(samples.get('ujumbe_mails{state="waiting"}')).toBe(4);
  expect(samples.get('ujumbe_mails{state="dead"}')).toBe(1);
});
