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

test('policy explain reads numbers as the account has them read', async () => {
  const landline = ['--account', 'Shop', '--to', '0202222222', '--sender', 'SHOP'];
  expect((await run('policy', 'explain', ...landline)).errors).toContain(
    '"0202222222" is not a phone number.',
  );
  await run('account', 'set', 'Shop', '--setting', 'lenientNumbers=true');
  expect((await run('policy', 'explain', ...landline)).code).toBe(0);
});

test.each<[string[], string]>([
  [['policy', 'show', 'Kenya'], '"Kenya" is not a country'],
  [['policy', 'explain', '--account', 'Shop'], '--to is missing.'],
  [
    ['policy', 'explain', '--account', 'Shop', '--to', 'me', '--sender', 'SHOP'],
    '"me" is not a phone number.',
  ],
  ...['soon', '2026-11-23T19:00', '2026-11-23 19:00Z', '2026-02-31'].map((time): [string[], string] => [
    ['policy', 'explain', '--account', 'Shop', '--to', '0712000001', '--sender', 'SHOP', '--at', time],
    `--at must be a day or a time such as 2026-11-01 or 2026-11-01T08:00:00+03:00, not "${time}".`,
  ]),
])('%j is refused: %s', async (argv, words) => {
  const { code, errors } = await run(...argv);
  expect(code).toBe(1);
  expect(errors).toContain(words);
});
