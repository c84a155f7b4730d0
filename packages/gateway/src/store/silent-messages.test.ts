import { afterEach, beforeEach, expect, test } from 'vitest';
import { lowestIdAt, newId } from '#core/ids.ts';
import { type TestDatabase, testDatabase } from '../../test/database.ts';
import { ensureDayPartitions } from './housekeeping.ts';
import { daysOfIds, passSilentMessages, silent } from './silent-messages.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

let database: TestDatabase;
let now: number;
beforeEach(async () => {
  database = await testDatabase();
  now = Date.now();
  for (let back = 12; back >= 0; back -= 4) await ensureDayPartitions(database.pool, now - back * DAY);
  await sweptUpTo(now - 2 * DAY);
});
afterEach(() => database.drop());

const sweptUpTo = (ms: number) =>
  database.pool.query('update silence_swept set expires_at = $1', [new Date(ms)]);

async function message(state: number, expiresAt: number, validity = DAY, reason = ''): Promise<string> {
  // An id of its time, of the kind that newId gives to the present.
  const id = lowestIdAt(expiresAt - validity).slice(0, 15) + newId().slice(15);
  await database.pool.query(
    `insert into messages (id, account_id, connector_id, msisdn, sender, body, ref_id, flash, lane, encoding, parts, mcc, mnc, price,
                           charge_id, expires_at, wants_callback, state, reason)
     values ($1, 1, 1, '254700000001', 'TIARA', 'x', '', false, 1, 'gsm7', 1, '', '', 6000, $1, $2, true, $3, $4)`,
    [id, new Date(expiresAt), state, reason],
  );
  return id;
}

const stateOf = async (id: string) =>
  (
    await database.pool.query(
      'select state, reason, final_at is not null as final from messages where id = $1',
      [id],
    )
  ).rows[0];

test.each([
  ['submitted', 30, ''],
  ['on its way', 40, 'ACCEPTD'],
])(
  'a message that is %s is unknown a day after its validity, and nobody is told',
  async (_, state, reason) => {
    const over = await message(state, now - DAY, DAY, reason);
    const early = await message(state, now - DAY + 1, DAY, reason);
    await passSilentMessages(database.pool, now);
    expect(await stateOf(over)).toEqual({ state: 50, reason: '', final: false });
    expect(await stateOf(early)).toEqual({ state, reason, final: false });
    await passSilentMessages(database.pool, now + 1);
    expect(await stateOf(early)).toMatchObject({ state: 50 });
    expect((await database.pool.query('select from callbacks')).rowCount).toBe(0);
  },
);

test.each([10, 50, 60, 61])('a message in state %i stays there', async (state) => {
  const id = await message(state, now - DAY - HOUR, DAY, 'as it was');
  await passSilentMessages(database.pool, now);
  expect(await stateOf(id)).toMatchObject({ state, reason: 'as it was' });
});

test('messages of every validity are looked at when their own day is over', async () => {
  const ids = await Promise.all(
    [60_000, HOUR, 3 * DAY, 7 * DAY].map((validity) => message(30, now - DAY - HOUR, validity)),
  );
  await passSilentMessages(database.pool, now);
  for (const id of ids) expect(await stateOf(id)).toMatchObject({ state: 50 });
});

test('what ended while no node ran is caught up with', async () => {
  await sweptUpTo(now - 4 * DAY);
  const ids = await Promise.all([25, 40, 70, 95].map((hours) => message(30, now - hours * HOUR)));
  await passSilentMessages(database.pool, now);
  for (const id of ids) expect(await stateOf(id)).toMatchObject({ state: 50 });
});

test('two nodes at once do it once, and the clock of neither takes it back', async () => {
  const ids = await Promise.all([25, 30, 40].map((hours) => message(30, now - hours * HOUR)));
  await Promise.all([passSilentMessages(database.pool, now), passSilentMessages(database.pool, now - HOUR)]);
  await passSilentMessages(database.pool, now);
  await passSilentMessages(database.pool, now - DAY);
  for (const id of ids) expect(await stateOf(id)).toMatchObject({ state: 50 });
  const { rows } = await database.pool.query<{ at: Date }>('select expires_at as at from silence_swept');
  expect(rows[0]?.at.getTime()).toBe(now - DAY);
});

test('among many messages only the span of the last minutes is read, at every hour of the day', async () => {
  await database.pool.query(
    `insert into messages (id, account_id, connector_id, msisdn, sender, body, ref_id, flash, lane, encoding, parts, mcc, mnc, price,
                           charge_id, expires_at, wants_callback, state)
     select (substr(lowest_id_at(at)::text, 1, 15) || right(gen_random_uuid()::text, 21))::uuid, 1, 1, '254700000001', 'TIARA', 'x', '',
            false, 1, 'gsm7', 1, '', '', 6000, gen_random_uuid(),
            at + case when i % 1000 = 0 then interval '7 days' when i % 500 = 0 then interval '1 hour' else interval '1 day' end, true, 60
     from (select i, to_timestamp($1::float8 / 1000) - i * interval '5 seconds' as at from generate_series(1, 120000) as i) made
     order by 1`,
    [now],
  );
  await database.pool.query('vacuum analyze messages');
  const { rows: size } = await database.pool.query<{ pages: number }>(
    `select sum(pg_relation_size(inhrelid) / 8192)::int as pages from pg_inherits where inhparent = 'messages'::regclass`,
  );
  for (let hour = 0; hour < 24; hour += 3) {
    const to = now - DAY - hour * HOUR;
    const from = to - 10 * 60_000;
    const { rows } = await database.pool.query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(
      `explain (analyze, buffers, format json) ${silent}`,
      [new Date(from), new Date(to), ...daysOfIds(from, to)],
    );
    const plan = rows[0]?.['QUERY PLAN'][0].Plan as PlanNode;
    expect(nodesOf(plan).map((node) => node['Index Name'])).toContainEqual(
      expect.stringContaining('expires_at'),
    );
    expect(plan['Shared Hit Blocks'] + plan['Shared Read Blocks'], `${hour} hours earlier`).toBeLessThan(
      (size[0]?.pages as number) / 10,
    );
  }
});

type PlanNode = {
  'Node Type': string;
  'Index Name'?: string;
  'Shared Hit Blocks': number;
  'Shared Read Blocks': number;
  Plans?: PlanNode[];
};

function nodesOf(plan: PlanNode): PlanNode[] {
  return [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];
}
