import { mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hashKey } from '#accounts/api-keys.ts';
import { newId } from '#core/ids.ts';
import { flowExample } from '#http/v1/flows/flow-body.ts';
import { readDirectory } from '#store/directory.ts';
import { runInvariants } from '#store/doctor.ts';
import { type TestDatabase, testDatabase } from '../../test/database.ts';
import steps from './run.cases.json' with { type: 'json' };
import { runAsProgram, runAtTerminal } from './test-terminal.ts';

let db: TestDatabase;
let env: NodeJS.ProcessEnv;
let folder: string;

beforeAll(async () => {
  db = await testDatabase();
  folder = mkdtempSync(join(tmpdir(), 'ujumbe-cli-'));
  env = { DATABASE_URL: db.url, UJUMBE_DATA: folder };
  writeFileSync(join(folder, 'password'), 'from-a-file\n');
  writeFileSync(
    join(folder, 'profile.json'),
    JSON.stringify({ host: '192.0.2.1', port: 2775, systemId: 'esme', password: 'in-the-file' }),
  );
  writeFileSync(join(folder, 'broken.json'), '[]');
  writeFileSync(join(folder, 'visit.json'), JSON.stringify(flowExample, null, 2));
  writeFileSync(join(folder, 'visit-2.json'), JSON.stringify({ ...flowExample, name: 'Visit' }, null, 2));
  writeFileSync(join(folder, 'lost.json'), JSON.stringify({ ...flowExample, entry: 'nowhere' }, null, 2));
  const calling = { kind: 'call', flow: 'part', exits: { next: 'end' } };
  const whole = {
    format: 1,
    id: 'whole',
    languages: ['en'],
    entry: 'end',
    blocks: { end: { kind: 'end' } },
    texts: {},
  };
  writeFileSync(
    join(folder, 'dialled.json'),
    JSON.stringify({
      ...whole,
      id: 'dialled',
      entry: 'age',
      blocks: {
        ...whole.blocks,
        age: { kind: 'number', text: 'age', dialable: true, exits: { next: 'end' } },
      },
      texts: { age: { en: 'How old?' } },
    }),
  );
  writeFileSync(join(folder, 'part.json'), JSON.stringify({ ...whole, id: 'part' }));
  writeFileSync(
    join(folder, 'whole.json'),
    JSON.stringify({ ...whole, entry: 'go', blocks: { ...whole.blocks, go: calling } }),
  );
  writeFileSync(join(folder, 'menu.js'), "function main() { sendReply('Habari yako?') }");
});
afterAll(async () => {
  await db.drop();
  await rm(folder, { recursive: true });
});

const words = (line: string) =>
  (line.match(/'[^']*'|\S+/g) ?? []).map((word) => word.replace(/^'|'$/g, '').replace('DIR/', `${folder}/`));

test('an unknown setting of the config file is told in one line', async () => {
  const ran = await runAsProgram(['account', 'list', '--config', join(folder, 'profile.json')], env);
  expect(ran.errors.trim().split('\n')).toEqual([
    expect.stringMatching(/^There is no setting "host", "port", "systemId", "password"\./),
  ]);
});

describe('a day of an administrator', () => {
  test.each(steps)('$line', async ({ line, input, code = 0, says = [], errors = [], warns = [] }) => {
    const ran = await runAsProgram(words(line), env, input);
    for (const part of [...errors, ...warns]) expect(ran.errors).toContain(part);
    for (const part of says) expect(ran.output).toContain(part);
    if (errors.length + warns.length === 0) expect(ran.errors).toBe('');
    if (code !== 0 && says.length === 0) expect(ran.output).toBe('');
    expect(ran.code).toBe(code);
  });

  test('left a ledger that adds up and a directory a gateway can run on', async () => {
    expect(await runInvariants(db.pool, { graceSeconds: 0 })).toEqual([]);
    const directory = await readDirectory(db.pool);
    expect(directory.accounts.get(1)).toMatchObject({
      name: 'Shop Ltd',
      active: true,
      dlrUrl: null,
      moUrl: 'https://shop.example/mo',
      senders: new Set(['TIARA', '22141']),
      settings: { refund: 'rejected', validityMinutes: 60, lenientNumbers: true },
    });
    expect(directory.connectors.get(1)?.settings).toEqual({
      host: '10.1.2.3',
      port: 2776,
      systemId: '12345',
      password: 'from-a-file',
      encoding: { allowLatin1: true },
    });
    expect(directory.keys.get(hashKey('imported-key-0123456789').toString('hex'))).toMatchObject({
      accountId: 1,
      ipList: ['10.0.0.0/8'],
      scopes: new Set(['sms:send']),
    });
  });
});

test('a new key lets its bearer in, and is shown once', async () => {
  const created = await runAsProgram(['key', 'create', '1', '--json', '--scope', 'sms:read'], env);
  const { key } = JSON.parse(created.output) as { key: string };
  expect((await readDirectory(db.pool)).keys.get(hashKey(key).toString('hex'))).toMatchObject({
    scopes: new Set(['sms:read']),
  });
  const listed = await runAsProgram(['key', 'list', '--json'], env);
  expect(listed.output).not.toContain(key);
  expect(listed.output).toContain(`uj_live_…${key.slice(-4)}`);
});

test('callbacks are signed by two secrets while a customer changes over', async () => {
  const sign = async (...more: string[]) => {
    const ran = await runAsProgram(['account', 'sign-callbacks', '1', '--json', ...more], env);
    expect(ran.code).toBe(0);
    return JSON.parse(ran.output) as { secret?: string; secrets: number };
  };
  const stored = async () => (await readDirectory(db.pool)).accounts.get(1)?.callbackSecrets;
  const first = await sign();
  expect(first.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  const second = await sign();
  expect(await stored()).toEqual([second.secret, first.secret]);
  const third = await sign();
  expect(await stored()).toEqual([third.secret, second.secret]);
  expect(await sign('--end-old')).toMatchObject({ secrets: 1 });
  expect(await stored()).toEqual([third.secret]);
  expect((await runAsProgram(['account', 'show', '1', '--json'], env)).output).not.toContain(third.secret);
  expect(await sign('--off')).toMatchObject({ secrets: 0 });
  expect(await stored()).toEqual([]);
});

test('a person is asked before a key is revoked', async () => {
  const no = await runAtTerminal(['key', 'revoke', '1'], env, 'n\n');
  expect(no).toMatchObject({ code: 1, output: '' });
  expect(no.errors).toContain('Nothing was changed.');
  const yes = await runAtTerminal(['key', 'revoke', '1'], env, 'y\n');
  expect(yes).toMatchObject({ code: 0, output: 'Key 1 is revoked.\n' });
});

test('a person types a password that is not shown', async () => {
  const line = [
    'operator',
    'add',
    'typed',
    '--set',
    'host=192.0.2.9',
    '--set',
    'port=1',
    '--set',
    'systemId=s',
  ];
  const ran = await runAtTerminal(line, env, 'typed-by-hand\n');
  expect(ran.code).toBe(0);
  expect(ran.errors).toBe('Type the password of the operator (it is not shown): \n');
  expect(ran.output).not.toContain('typed-by-hand');
  const { rows } = await db.pool.query(
    `select settings ->> 'password' as password from connectors where name = 'typed'`,
  );
  expect(rows).toEqual([{ password: 'typed-by-hand' }]);
});

test('no secret is ever shown', async () => {
  const lines = [
    'operator list --json',
    'operator show airtel --json',
    'operator show airtel',
    'operator set airtel --set window=5 --json',
    'ussd-app list --json',
    'ussd-app show menu --json',
    'ussd-app show menu',
    'ussd-app set menu --language en --json',
  ];
  for (const line of lines) {
    const ran = await runAsProgram(line.split(' '), env);
    expect(ran.code).toBe(0);
    expect(ran.output).not.toMatch(/from-a-file|in-the-file/);
  }
});

test('an operator of USSD over HTTP gets an address nobody guesses, and its token comes from a file or from us', async () => {
  const add = async (...more: string[]) => {
    const line = ['operator', 'add', ...more, '--kind', 'ussd-http', '--set', 'adapter=hubtel', '--json'];
    const ran = await runAsProgram(line, env);
    expect(ran).toMatchObject({ code: 0, errors: '' });
    return JSON.parse(ran.output) as { path: string; settings: { token: string } };
  };
  const one = await add('made');
  expect(one).toMatchObject({
    path: expect.stringMatching(/^\/ussd\/[\w-]{32}$/),
    settings: { token: '[hidden]' },
  });
  expect((await add('made-too')).path).not.toBe(one.path);
  writeFileSync(join(folder, 'token'), 'given-token-0123456789abcdef\n');
  const given = await add('given', '--set-file', `token=${join(folder, 'token')}`);
  expect(given.path).toBe('/ussd/given-token-0123456789abcdef');
  const shown = await runAsProgram(['operator', 'show', 'made'], env);
  expect(shown.output).not.toContain(one.path);
  const revealed = await runAsProgram(['operator', 'show', 'made', '--reveal'], env);
  expect(revealed.output).toContain(one.path);
  writeFileSync(join(folder, 'hubtel.json'), '{"adapter":"hubtel","dialect":{"labels":true}}');
  await runAsProgram(['operator', 'set', 'made', '--settings', join(folder, 'hubtel.json')], env);
  expect((await runAsProgram(['operator', 'show', 'made', '--reveal'], env)).output).toContain(one.path);
});

test('sessions are listed and shown, and cannot act on a terminal', async () => {
  await db.pool.query(
    `insert into ussd_sessions (id, connector_id, operator_session, account_id, app_id, msisdn, dialled, service_code, network, network_code,
       hops, started_at, expires_at, ended_at, end_reason)
     values (179532600000000000, 4, 's', 1, 1, '254700000001', '*384*12#', '*384*12#', 'Safaricom KE', '63902', 2,
       '2026-11-22T10:00:00Z', now(), now(), 'failed'),
       (179532600000000001, 0, 's', 1, 1, '254700000002', '*384*12#', '*384*12#', '', '', 1, '2026-11-22T10:00:01Z', now(), null, null)`,
  );
  await db.pool.query(
    `insert into ussd_hops values (179532600000000000, 1, '2026-11-22T10:00:00Z', null, 'con', E'Welcome\n1. Go on', 'ok', 12, null),
       (179532600000000000, 2, '2026-11-22T10:00:05Z', E'\u001b[2J', 'end', null, 'http', 3, 'HTTP status 500')`,
  );
  const listed = await runAsProgram(['ussd-session', 'list', '--account', '1'], env);
  expect(listed.output.split('\n').slice(1, 3)).toEqual([
    expect.stringMatching(/^179532600000000001 .* menu +the API +254700000002 +\*384\*12# +1 +live$/),
    expect.stringMatching(/^179532600000000000 .* menu +kenya-ussd +254700000001 +\*384\*12# +2 +failed$/),
  ]);
  const one = await runAsProgram(['ussd-session', 'list', '--number', '0700000001', '--json'], env);
  expect((JSON.parse(one.output) as unknown[]).length).toBe(1);
  const shown = await runAsProgram(['ussd-session', 'show', '179532600000000000'], env);
  expect(shown.output.split('\n')).toEqual([
    'Session 179532600000000000 of application "menu" of account "Shop Ltd": failed',
    '254700000001 dialled *384*12# by kenya-ussd at 2026-11-22 10:00:00Z',
    '',
    '1. 2026-11-22 10:00:00Z, con, ok in 12 ms',
    '   Welcome',
    '   1. Go on',
    '',
    '2. 2026-11-22 10:00:05Z, end, http in 3 ms',
    '   > \ufffd[2J',
    '   (not kept)',
    '   log: HTTP status 500',
    '',
  ]);
});

test('a database without this version’s tables is not touched', async () => {
  const url = new URL(db.url);
  const name = `${url.pathname.slice(1)}_bare`;
  url.pathname = name;
  const bare = { DATABASE_URL: url.href };
  await db.pool.query(`create database ${name}`);
  try {
    expect(await runAsProgram(['account', 'list'], bare)).toMatchObject({
      code: 2,
      errors: expect.stringMatching(/^The database lacks 0001-sms.* of this version\. Run "ujumbe migrate"/),
    });
    expect(await runAsProgram(['migrate'], bare)).toMatchObject({
      code: 0,
      output: expect.stringMatching(/^Applied 0001-sms/),
    });
    expect(await runAsProgram(['migrate'], bare)).toMatchObject({
      code: 0,
      output: 'The database is up to date.\n',
    });
    expect(await runAsProgram(['account', 'list'], bare)).toMatchObject({ code: 0 });
  } finally {
    await db.pool.query(`drop database ${name} with (force)`);
  }
});

test('received messages are listed by owner, the newest first, and cannot act on a terminal', async () => {
  const at = new Date('2026-11-21T10:00:00.000Z');
  const add = (
    accountId: number | null,
    text: string,
    more: { incomplete?: boolean; callbackAt?: Date } = {},
  ) =>
    db.pool.query(
      `insert into mo (id, connector_id, account_id, source, destination, body, incomplete, received_at, callback_at)
       values ($1, 1, $2, '254700000001', '22141', $3, $4, $5, $6)`,
      [newId(), accountId, Buffer.from(text), more.incomplete ?? false, at, more.callbackAt ?? null],
    );
  await add(1, 'Habari 👋', { callbackAt: new Date('2026-11-21T10:00:02.000Z') });
  await add(null, 'half', { incomplete: true });
  await add(1, '\u001b[2Jred\nherring\u009b1m\u202e');
  const list = async (...more: string[]) => {
    const ran = await runAsProgram(['mo', 'list', ...more], env);
    expect(ran).toMatchObject({ code: 0, errors: '' });
    return ran.output;
  };
  const texts = async (...more: string[]) =>
    (JSON.parse(await list('--json', ...more)) as { text: string }[]).map(({ text }) => text);
  expect(await texts()).toEqual(['\u001b[2Jred\nherring\u009b1m\u202e', 'half', 'Habari 👋']);
  expect(await texts('--account', 'Shop Ltd')).toEqual(['\u001b[2Jred\nherring\u009b1m\u202e', 'Habari 👋']);
  expect(await texts('--unrouted')).toEqual(['half']);
  expect(await texts('--limit', '1')).toHaveLength(1);
  const lines = (await list()).split('\n');
  expect(lines).toHaveLength(5);
  expect(lines[0]).toMatch(/^ID +NUMBER +RECEIVED +OPERATOR +ACCOUNT +FROM +TO +CALLBACK +TEXT$/);
  expect(lines[1]).toMatch(/ - +�\[2Jred�herring�1m�$/);
  expect(lines[2]).toMatch(/ - +254700000001 +22141 +- +\(incomplete\) half$/);
  expect(lines[3]).toMatch(/ 2026-11-21 10:00:00Z .* Shop Ltd .* 2026-11-21 10:00:02Z +Habari 👋$/);
});

test('dead callbacks are replayed page by page', async () => {
  await db.pool.query(
    `insert into callbacks (subject_id, kind, account_id, dead, attempts) select gen_random_uuid(), 'mo', 1, true, 11 from generate_series(1, 1001)`,
  );
  const ran = await runAsProgram(['callbacks', 'replay', '--dead'], env);
  expect(ran.output).toBe('1001 callbacks are owed again.\n');
  const { rows } = await db.pool.query(
    'select count(*)::int as left from callbacks where dead or attempts > 0',
  );
  expect(rows).toEqual([{ left: 0 }]);
});
