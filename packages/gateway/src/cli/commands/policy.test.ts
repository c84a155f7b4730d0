import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../../../test/database.ts';
import { runAsProgram } from '../test-terminal.ts';

let db: TestDatabase;
const run = (...argv: string[]) => runAsProgram(argv, { DATABASE_URL: db.url });

beforeAll(async () => {
  db = await testDatabase();
  await run('account', 'create', 'Shop');
  await run('sender', 'add', 'Shop', 'SHOP');
  await run('opt-out', 'add', 'Shop', '0712000002', '--sender', 'SHOP');
});
afterAll(() => db.drop());

test('policy show tells the rules of a country and where they come from', async () => {
  const { code, output } = await run('policy', 'show', 'ke');
  expect(code).toBe(0);
  expect(output).toMatch(/Promotional hours +08:00 to 18:00/);
  expect(output).toMatch(/Survey starts within +72 hours/);
  expect(output).toContain('Safaricom');
});

test.each([
  ['TZ', 'Any other country (standard rules)'],
  ['US', 'America/Adak, America/Anchorage, America/Boise, America/Chicago and '],
  ['SN', 'none established'],
])('policy show %s says %j', async (country, words) => {
  expect((await run('policy', 'show', country)).output).toContain(words);
});

test('policy explain tells rule by rule', async () => {
  const asked = ['--account', 'Shop', '--to', '0712000001', '--sender', 'SHOP', '--what', 'reminder'];
  const { code, output } = await run(
    'policy',
    'explain',
    ...asked,
    '--at',
    '2026-11-23T23:00:00+03:00',
    '--text',
    'Karibu',
  );
  expect(code).toBe(0);
  expect(output).toContain('country  note   The number is of Safaricom KE (KE): the rules of Kenya hold.');
  expect(output).toContain('Verdict: later: from Tue, 24 Nov 2026, 08:00 (Africa/Nairobi).');
});

test('policy explain knows opt-outs, and answers programs', async () => {
  const asked = ['--account', 'Shop', '--to', '0712000002', '--sender', 'SHOP', '--json'];
  const answer = JSON.parse((await run('policy', 'explain', ...asked)).output);
  expect(answer).toMatchObject({ verdict: 'never', at: null });
  expect(answer.rules).toContainEqual(expect.objectContaining({ rule: 'opt-out', decision: 'never' }));
});

test.each([
  [['policy', 'show', 'Kenya'], '"Kenya" is not a country'],
  [['policy', 'explain', '--account', 'Shop'], '--to is missing.'],
  [
    ['policy', 'explain', '--account', 'Shop', '--to', 'me', '--sender', 'SHOP'],
    '"me" is not a phone number.',
  ],
  [
    ['policy', 'explain', '--account', 'Shop', '--to', '0712000001', '--sender', 'SHOP', '--at', 'soon'],
    '"soon" is not a time',
  ],
])('%j is refused: %s', async (argv, words) => {
  const { code, errors } = await run(...argv);
  expect(code).toBe(1);
  expect(errors).toContain(words);
});
