import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { newId } from '#core/ids.ts';
import { type TestDatabase, testDatabase } from '../../test/database.ts';
import { addConsent, learnOptOut, type NewConsent, readConsents } from './consents.ts';
import { addOptOut, readOptOutsOf, removeOptOut } from './opt-outs.ts';
import { inTransaction } from './transaction.ts';

const MSISDN = '254700000001';
const at = Date.parse('2026-11-23T09:00:00Z');
let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase();
  await database.pool.query(
    `insert into accounts (id, name, currency) overriding system value values (7, 'Shop', 'KES'), (8, 'Other', 'KES')`,
  );
});
afterAll(() => database.drop());
beforeEach(() => database.pool.query('truncate consents, opt_outs'));

function consent(more: Partial<NewConsent> = {}): NewConsent {
  return {
    id: newId(),
    accountId: 7,
    msisdn: MSISDN,
    purpose: 'survey',
    version: '2',
    given: true,
    wording: 'Would you like to take part?',
    language: 'en',
    source: 'flow',
    runId: null,
    at,
    ...more,
  };
}

const ledger = async () =>
  (await readConsents(database.pool, 7, MSISDN)).map(
    ({ purpose, given, source, wording }) => `${given ? '+' : '-'} ${purpose} (${source}) ${wording}`,
  );
const refused = async () =>
  (await readOptOutsOf(database.pool, 7, MSISDN)).map(({ sender, source }) => [sender, source]);
const said = { accountId: 7, msisdn: MSISDN, source: 'mo' as const };

describe('an entry', () => {
  test('is read as it was written, the newest first, by its account alone', async () => {
    const [first, second] = [consent(), consent({ given: false, at: at + 1 })];
    expect(await addConsent(database.pool, first)).toBeNull();
    await addConsent(database.pool, second);
    const { accountId: _, ...rest } = second;
    expect((await readConsents(database.pool, 7, MSISDN))[0]).toEqual({ ...rest, at: new Date(at + 1) });
    expect(await ledger()).toHaveLength(2);
    expect(await readConsents(database.pool, 8, MSISDN)).toEqual([]);
  });

  test('is one, however often its id is written', async () => {
    const one = consent();
    await addConsent(database.pool, one);
    await addConsent(database.pool, { ...one, given: false });
    expect(await ledger()).toHaveLength(1);
  });

  test('goes with the transaction it was in', async () => {
    const work = inTransaction(database.pool, 'begin', async (client) => {
      await addConsent(client, consent({ purpose: 'messages', given: false }));
      throw new Error('undone');
    });
    await expect(work).rejects.toThrow('undone');
    expect([await ledger(), await refused()]).toEqual([[], []]);
  });
});

describe('a word about messages', () => {
  test('STOP is an entry and an opt-out, START an entry that takes it back', async () => {
    await addOptOut(database.pool, { ...said, sender: null, wording: 'Stop.' });
    expect(await refused()).toEqual([[null, 'mo']]);
    await removeOptOut(database.pool, { ...said, sender: null, wording: 'START' });
    expect(await refused()).toEqual([]);
    expect(await ledger()).toEqual(['+ messages (mo) START', '- messages (mo) Stop.']);
  });

  test('about one sender leaves the others', async () => {
    await addOptOut(database.pool, { ...said, sender: 'SHOP' });
    await addOptOut(database.pool, { ...said, sender: 'NEWS' });
    await removeOptOut(database.pool, { ...said, sender: 'shop' });
    expect(await refused()).toEqual([['NEWS', 'mo']]);
    expect((await ledger())[0]).toBe('+ messages:shop (mo) ');
  });

  test('START takes back every sender', async () => {
    await addOptOut(database.pool, { ...said, sender: 'SHOP' });
    await addOptOut(database.pool, { ...said, sender: null });
    await removeOptOut(database.pool, { ...said, sender: null });
    expect(await refused()).toEqual([]);
  });

  test('of another account, or another person, changes nothing here', async () => {
    await addOptOut(database.pool, { ...said, sender: null });
    await removeOptOut(database.pool, { ...said, accountId: 8, sender: null });
    await removeOptOut(database.pool, { ...said, msisdn: '254700000002', sender: null });
    expect(await refused()).toHaveLength(1);
  });

  test('said again after another is an entry of its own', async () => {
    const stop = { ...said, sender: null, wording: 'STOP' };
    await addOptOut(database.pool, stop);
    await removeOptOut(database.pool, { ...said, sender: null, wording: 'START' });
    await addOptOut(database.pool, stop);
    expect((await ledger()).map((entry) => entry[0])).toEqual(['-', '+', '-']);
    expect(await refused()).toEqual([[null, 'mo']]);
  });

  test('about one sender, taken back for all, and said again is an entry of its own', async () => {
    const stop = { ...said, sender: 'SHOP', wording: 'STOP SHOP' };
    await addOptOut(database.pool, stop);
    await removeOptOut(database.pool, { ...said, sender: null, wording: 'START' });
    await addOptOut(database.pool, stop);
    expect((await ledger())[0]).toBe('- messages:SHOP (mo) STOP SHOP');
  });

  test('in a flow counts as much', async () => {
    const about = (given: boolean) => addConsent(database.pool, consent({ purpose: 'messages:SHOP', given }));
    expect(await about(false)).toEqual({ verb: 'add', sender: 'SHOP' });
    expect(await refused()).toEqual([['SHOP', 'flow']]);
    expect(await about(true)).toEqual({ verb: 'remove', sender: 'SHOP' });
    expect(await refused()).toEqual([]);
  });
});

describe('a receipt that says blacklisted', () => {
  const receipt = {
    accountId: 7,
    msisdn: MSISDN,
    sender: 'SHOP',
    reason: 'SenderName Blacklisted',
    messageAt: at,
    at: at + 5000,
  };

  test('is an opt-out of its sender, with one entry', async () => {
    expect(await learnOptOut(database.pool, receipt)).toBe(true);
    expect(await learnOptOut(database.pool, { ...receipt, at: at + 9000 })).toBe(true);
    expect(await refused()).toEqual([['SHOP', 'receipt']]);
    expect(await ledger()).toEqual(['- messages:SHOP (receipt) SenderName Blacklisted']);
  });

  test.each(['messages', 'messages:shop'])('is older than a consent to %s given since', async (purpose) => {
    await addConsent(database.pool, consent({ purpose, at: at + 1000 }));
    expect(await learnOptOut(database.pool, receipt)).toBe(false);
    expect(await refused()).toEqual([]);
  });

  test('is newer than a consent given before its message, and than one to something else', async () => {
    await addConsent(database.pool, consent({ purpose: 'messages', at: at - 1000 }));
    await addConsent(database.pool, consent({ purpose: 'messages:NEWS', at: at + 1000 }));
    expect(await learnOptOut(database.pool, receipt)).toBe(true);
  });
});
