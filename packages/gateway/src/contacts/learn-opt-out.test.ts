import { afterEach, beforeEach, expect, test } from 'vitest';
import { newId } from '#core/ids.ts';
import { createLog } from '#core/log.ts';
import { readOptOuts, removeOptOut } from '#store/opt-outs.ts';
import { type TestDatabase, testDatabase } from '../../test/database.ts';
import { optOutLearner } from './learn-opt-out.ts';
import { OptOuts } from './opt-outs.ts';

let database: TestDatabase;
let optOuts: OptOuts;
let learn: ReturnType<typeof optOutLearner>;
const now = Date.now();

beforeEach(async () => {
  database = await testDatabase();
  await database.pool.query(
    `insert into accounts (id, name, currency) overriding system value values (7, 'Shop', 'KES')`,
  );
  optOuts = new OptOuts((sinceId) => readOptOuts(database.pool, sinceId));
  const clock = { now: () => now, monotonic: () => 0 };
  learn = optOutLearner({ pool: database.pool, optOuts, clock, log: createLog('silent') });
});
afterEach(() => database.drop());

const message = { id: newId(now - 5000), accountId: 7, msisdn: '254700000001', sender: 'SHOP' };

test('holds at once, here and in the tables, for that sender', async () => {
  await learn(message, 'SenderName Blacklisted');
  await learn(message, 'SenderName Blacklisted');
  expect(optOuts.has(7, message.msisdn, 'SHOP')).toBe(true);
  expect(optOuts.has(7, message.msisdn, 'NEWS')).toBe(false);
  await optOuts.reload();
  expect(optOuts.has(7, message.msisdn, 'SHOP')).toBe(true);
});

test('only a new consent takes it back, and late receipts of older messages do not undo that', async () => {
  await learn(message, 'SenderName Blacklisted');
  const start = { accountId: 7, msisdn: message.msisdn, sender: 'SHOP', source: 'mo' as const };
  await removeOptOut(database.pool, start);
  optOuts.remove(7, message.msisdn, 'SHOP');
  await learn(message, 'SenderName Blacklisted');
  expect(optOuts.has(7, message.msisdn, 'SHOP')).toBe(false);
});
