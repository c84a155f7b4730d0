import { mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { scopes } from '#http/access.ts';
import { addAppWithCode } from '#http/v1/ussd/test-ask.ts';
import { type HttpWorld, openHttpWorld, type TestAccount } from '../../../test/http-world.ts';
import { runAsProgram, runAtTerminal } from '../test-terminal.ts';

let world: HttpWorld;
let url: string;
let folder: string;
let keyFile: string;
let code: string;

beforeAll(async () => {
  world = await openHttpWorld();
  url = await world.app.listen({ host: '127.0.0.1', port: 0 });
  folder = mkdtempSync(join(tmpdir(), 'ujumbe-dial-'));
  const account = await world.addAccount();
  const admin = await world.addAccount({ scopes });
  ({ code } = await addAppWithCode(world, account, admin));
  keyFile = keep('key', account);
});
afterAll(async () => {
  await world.close();
  await rm(folder, { recursive: true });
});

function keep(name: string, { key }: TestAccount): string {
  const file = join(folder, name);
  writeFileSync(file, `${key}\n`);
  return file;
}

const dial = (input: string, ...more: string[]) =>
  runAsProgram(['dial', code, '--url', url, '--key-file', keyFile, ...more], {}, input);

async function endOf(output: string): Promise<string> {
  const id = /ussd-session show (\d{18})/.exec(output)?.[1];
  const { rows } = await world.pool.query('select end_reason as reason from ussd_sessions where id = $1', [
    id,
  ]);
  return rows[0]?.reason;
}

test('answers are taken line by line, empty ones too, until the application ends the session', async () => {
  const ran = await dial('1\n\n0\nnot read any more\n');
  expect(ran).toMatchObject({ code: 0, errors: '' });
  const lines = ran.output.split('\n').filter((line) => !/^[┌└]/.test(line));
  expect(lines.map((line) => line.replace(/^│ (.*?) *│$/, '$1')).slice(0, -2)).toEqual([
    'Welcome',
    '1. Go on',
    '0. Leave',
    '> 1',
    'You entered 1',
    '> ',
    'You entered 1,',
    '> 0',
    'You entered 1, , 0',
    'The application ended the session.',
  ]);
  expect(await endOf(ran.output)).toBe('complete');
});

test('the end of the input hangs up', async () => {
  for (const input of ['', '1\n', '1']) {
    const ran = await dial(input);
    expect(ran).toMatchObject({ code: 0, errors: '' });
    expect(ran.output).toContain('You hung up.');
    expect(await endOf(ran.output)).toBe('user');
  }
});

test('a person types at a prompt', async () => {
  const ran = await runAtTerminal(['dial', code, '--url', url, '--key-file', keyFile], {}, '1\r0\r');
  expect(ran.code).toBe(0);
  expect(ran.output).toContain('│ You entered 1, 0         │');
  expect(ran.output).toContain('The application ended the session.');
});

test('programs read one JSON object', async () => {
  const ran = await dial('boom\n', '--json', '--from', '0700 000 007');
  expect(JSON.parse(ran.output)).toEqual({
    session: expect.stringMatching(/^\d{18}$/),
    state: 'failed',
    screens: [
      { typed: null, action: 'con', text: 'Welcome\n1. Go on\n0. Leave' },
      { typed: 'boom', action: 'end', text: expect.stringContaining('temporarily unavailable') },
    ],
  });
  const { rows } = await world.pool.query('select msisdn from ussd_sessions order by id desc limit 1');
  expect(rows).toEqual([{ msisdn: '254700000007' }]);
});

test('why an application could not be used is told to its owner', async () => {
  expect((await dial('boom\n')).output).toContain(
    'The application could not be used (http): HTTP status 500.',
  );
});

test('a code that leads nowhere is told as on a phone', async () => {
  const ran = await runAsProgram(['dial', '*999999#', '--url', url, '--key-file', keyFile], {});
  expect(ran).toMatchObject({ code: 0, errors: '' });
  expect(ran.output).toMatch(/│ Invalid code\. +│/);
  expect(ran.output).toContain('The session is over.');
});

test('the demo of the data folder is found by itself', async () => {
  const account = await world.addAccount();
  writeFileSync(join(folder, 'demo.json'), JSON.stringify({ baseUrl: url, apiKey: account.key }));
  const ran = await runAsProgram(['dial', '*999999#', '--data', folder], {});
  expect(ran).toMatchObject({ code: 0, errors: '' });
  expect(ran.output).toContain('Invalid code.');
});

test.each([
  [['dial', '*1#', '--data', '/nowhere'], 1, 'Which key? Make one with "ujumbe key create ACCOUNT"'],
  [['dial', '*1#', '--key-file', 'KEY', '--url', 'gateway'], 1, '--url must be the address of a gateway'],
  [['dial', '*1#', '--key-file', '/nowhere/key'], 1, '/nowhere/key cannot be read: there is no such file'],
  [['dial', '*1#', '--key-file', 'KEY', '--connector', 'safaricom'], 1, '--connector must be a whole number'],
  [['dial'], 1, 'The CODE is missing.'],
  [
    ['dial', '*1#', '--key-file', 'KEY', '--url', 'http://127.0.0.1:1'],
    2,
    'No gateway answers at http://127.0.0.1:1: ',
  ],
  [
    ['dial', '*1#', '--key-file', 'KEY', '--url', 'URL/docs'],
    2,
    'there is no gateway that can be dialled at',
  ],
  [
    ['dial', '*1#', '--key-file', 'KEY', '--url', 'URL', '--from', 'nobody'],
    2,
    'msisdn is not a phone number.',
  ],
])('%j is refused in a sentence', async (argv, exitCode, sentence) => {
  const ran = await runAsProgram(
    argv.map((word) => word.replace('KEY', keyFile).replace('URL', url)),
    {},
  );
  expect(ran).toMatchObject({ code: exitCode, output: '' });
  expect(ran.errors).toContain(sentence);
});

test('keys that may not dial are told what to do', async () => {
  const weak = keep('weak', await world.addAccount({ scopes: ['sms:send'] }));
  const wrong = keep('wrong', { id: 0, key: 'not-a-key', openingBalance: 0 });
  const ask = (file: string) => runAsProgram(['dial', code, '--url', url, '--key-file', file], {});
  expect((await ask(weak)).errors).toContain('This key lacks the scope ussd:write. Make one that may');
  expect((await ask(wrong)).errors).toContain('does not know the key');
});
