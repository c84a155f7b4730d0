import { afterEach, beforeEach, expect, test } from 'vitest';
import { newId } from '#core/ids.ts';
import { createLog } from '#core/log.ts';
import { addEmail, listEmails, replayEmails } from '#store/emails.ts';
import { type TestDatabase, testDatabase } from '../../test/database.ts';
import { EmailSender, type EmailSenderDeps } from './email-sender.ts';
import type { OutgoingMail, SendResult } from './smtp-transport.ts';

let database: TestDatabase;
let node: number;
const senders: EmailSender[] = [];

beforeEach(async () => {
  database = await testDatabase();
  await database.pool.query(
    `insert into accounts (id, name, currency) overriding system value values (7, 'Shop', 'KES')`,
  );
  node = await register('here');
});

afterEach(async () => {
  for (const sender of senders.splice(0)) await sender.stop();
  await database.drop();
});

async function register(name: string): Promise<number> {
  const { rows } = await database.pool.query<{ id: number }>(
    `insert into nodes (name, lease_until, version, sealed_by, slot) values ($1, now() + interval '1 hour', '', '', (select count(*) from nodes)) returning id`,
    [name],
  );
  return rows[0]?.id as number;
}

const sent: SendResult = { accepted: 1, retry: [], refused: 0, error: '' };
const later = (recipients: readonly string[]): SendResult => ({
  accepted: 0,
  retry: recipients,
  refused: 0,
  error: '451',
});
const never: SendResult = { accepted: 0, retry: [], refused: 1, error: '550 no' };

/** A sender whose mail server answers as a test says, and what it was given. */
function sender(
  answer: (mail: OutgoingMail) => SendResult | Promise<SendResult>,
  more: Partial<EmailSenderDeps> = {},
) {
  const given: OutgoingMail[] = [];
  const outcomes: string[] = [];
  const made = new EmailSender({
    pool: database.pool,
    node: () => node,
    mayAct: () => true,
    send: async (mail) => {
      given.push(mail);
      return answer(mail);
    },
    log: createLog('silent'),
    observe: (outcome) => outcomes.push(outcome),
    ...more,
  });
  senders.push(made);
  return { made, given, outcomes };
}

async function owe(recipients: string[] = ['one@example.org']): Promise<string> {
  const id = newId();
  const words = { subject: 's', text: 't', html: '<p>h</p>' };
  await addEmail(database.pool, { id, accountId: 7, runId: null, recipients, ...words });
  return id;
}

const rows = async () =>
  (
    await database.pool.query<{
      id: string;
      dead: boolean;
      attempts: number;
      owner: number | null;
      recipients: string[];
      due: number;
      last_error: string | null;
    }>(
      `select id, dead, attempts, owner, recipients, last_error, extract(epoch from due_at)::float8 * 1000 as due from emails order by id`,
    )
  ).rows;

/** By the clock of the database. */
const now = async () =>
  (await database.pool.query<{ now: number }>('select extract(epoch from now())::float8 * 1000 as now'))
    .rows[0]?.now as number;

test('a mail is sent, and its row is gone', async () => {
  const id = await owe();
  const { made, given, outcomes } = sender(() => sent);
  made.start();
  await expect.poll(() => outcomes).toEqual(['sent']);
  expect(given.map((mail) => mail.id)).toEqual([id]);
  expect(await rows()).toEqual([]);
});

test('many mails are sent once each', async () => {
  for (let count = 0; count < 30; count++) await owe();
  const other = await register('there');
  const [a, b] = [sender(() => sent), sender(() => sent, { node: () => other })];
  a.made.start();
  b.made.start();
  await expect
    .poll(async () => {
      // A sweep that comes in the middle frees nothing of what is being sent.
      await Promise.all([a.made.sweep(), b.made.sweep()]);
      return rows();
    })
    .toEqual([]);
  const ids = [...a.given, ...b.given].map(({ id }) => id);
  expect(ids.length).toBe(30);
  expect(new Set(ids).size).toBe(30);
});

test('refused for now, it waits a minute and has lost nothing', async () => {
  await owe();
  const before = await now();
  const { made, outcomes } = sender(({ recipients }) => later(recipients));
  made.start();
  await expect.poll(() => outcomes).toEqual(['later']);
  await made.stop();
  const [row] = await rows();
  expect(row).toMatchObject({ dead: false, attempts: 1, owner: null, last_error: '451' });
  const minute = 60_000;
  expect(row?.due).toBeGreaterThanOrEqual(before + minute);
  expect(row?.due).toBeLessThanOrEqual((await now()) + minute);
});

test('and is delivered when its time has come', async () => {
  await owe();
  let isBusy = true;
  const { made, outcomes } = sender(({ recipients }) => (isBusy ? later(recipients) : sent));
  made.start();
  await expect.poll(() => outcomes).toEqual(['later']);
  isBusy = false;
  await database.pool.query('update emails set due_at = now()');
  await made.sweep();
  await expect.poll(() => outcomes).toEqual(['later', 'sent']);
});

test('only those it has not reached are tried again', async () => {
  await owe(['one@example.org', 'two@example.org', 'three@example.org']);
  const { made, outcomes } = sender(() => ({
    accepted: 1,
    retry: ['two@example.org'],
    refused: 1,
    error: '451',
  }));
  made.start();
  await expect.poll(() => outcomes).toEqual(['later']);
  expect(await rows()).toMatchObject([{ recipients: ['two@example.org'], dead: false }]);
});

test('refused for good by all, it is given up and can be sent again', async () => {
  const id = await owe();
  let answer = never;
  const { made, outcomes } = sender(() => answer);
  made.start();
  await expect.poll(() => outcomes).toEqual(['given-up']);
  expect(await listEmails(database.pool, { accountId: 7, state: 'dead' }, 10)).toMatchObject([
    { id, account: 'Shop', recipients: 1, attempts: 1, lastError: '550 no' },
  ]);
  answer = sent;
  expect(await replayEmails(database.pool, 8, null)).toBe(0);
  expect(await replayEmails(database.pool, 7, null)).toBe(1);
  made.poke();
  await expect.poll(rows).toEqual([]);
});

test('after a good two days it is given up', async () => {
  await owe();
  await database.pool.query('update emails set attempts = 11');
  const { made, outcomes } = sender(({ recipients }) => later(recipients));
  made.start();
  await expect.poll(() => outcomes).toEqual(['given-up']);
  expect(await rows()).toMatchObject([{ dead: true, attempts: 12 }]);
});

test('a mail that was sent when its node died goes out once more, under the same id', async () => {
  const id = await owe();
  const other = await register('gone');
  await database.pool.query('update emails set owner = $1', [other]);
  const { made, given } = sender(() => sent);
  made.start();
  await made.sweep();
  expect(given).toEqual([]);
  await database.pool.query('delete from nodes where id = $1', [other]);
  await made.sweep();
  await expect.poll(rows).toEqual([]);
  expect(given.map((mail) => mail.id)).toEqual([id]);
});

test('what it owns and does not hold is taken up again', async () => {
  await owe();
  await database.pool.query('update emails set owner = $1', [node]);
  const { made } = sender(() => sent);
  made.start();
  await expect
    .poll(async () => {
      await made.sweep();
      return rows();
    })
    .toEqual([]);
});

test('what it holds is left alone by its own sweep', async () => {
  await owe();
  let finish: (result: SendResult) => void = () => undefined;
  const { made, given } = sender(() => new Promise<SendResult>((resolve) => (finish = resolve)));
  made.start();
  await expect.poll(() => given.length).toBe(1);
  await made.sweep();
  expect(await rows()).toMatchObject([{ owner: node }]);
  finish(sent);
  await expect.poll(rows).toEqual([]);
  expect(given.length).toBe(1);
});

test('a sent mail that could not be noted is not sent again by the same node', async () => {
  await owe();
  let isAway = false;
  const pool = new Proxy(database.pool, {
    get: (target, name) =>
      name === 'query'
        ? (text: string, values: unknown[]) =>
            isAway && text.startsWith('delete from emails')
              ? Promise.reject(new Error('away'))
              : target.query(text, values)
        : Reflect.get(target, name),
  });
  const { made, given } = sender(
    () => {
      isAway = true;
      return sent;
    },
    { pool },
  );
  made.start();
  await expect.poll(() => given.length).toBe(1);
  await made.stop();
  expect(await rows()).toMatchObject([{ owner: node }]);
  isAway = false;
  made.start();
  await expect
    .poll(async () => {
      await made.sweep();
      return rows();
    })
    .toEqual([]);
  expect(given.length).toBe(1);
});

test('a node that may not act takes nothing', async () => {
  await owe();
  let asked = 0;
  const mayAct = () => {
    asked++;
    return false;
  };
  const { made, given } = sender(() => sent, { mayAct });
  made.start();
  await expect.poll(() => asked).toBeGreaterThan(0);
  await made.stop();
  expect(given).toEqual([]);
  expect(await rows()).toMatchObject([{ owner: null }]);
});

test('without a mail server mails wait, and that is said once', async () => {
  await owe();
  const warnings: unknown[] = [];
  const log = { ...createLog('silent'), warn: (...said: unknown[]) => warnings.push(said) };
  const made = new EmailSender({
    pool: database.pool,
    node: () => node,
    mayAct: () => true,
    send: null,
    log: log as unknown as EmailSenderDeps['log'],
  });
  made.start();
  await made.sweep();
  await made.sweep();
  await made.stop();
  expect(warnings.length).toBe(1);
  expect(await rows()).toMatchObject([{ owner: null, attempts: 0 }]);
});
