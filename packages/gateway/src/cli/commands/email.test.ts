import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId } from '#core/ids.ts';
import { mailServer } from '#email/test-mail-server.ts';
import { addEmail } from '#store/emails.ts';
import { type TestDatabase, testDatabase } from '../../../test/database.ts';
import { runAsProgram } from '../test-terminal.ts';

let db: TestDatabase;
const run = (argv: string[], env: NodeJS.ProcessEnv = {}) =>
  runAsProgram(argv, { DATABASE_URL: db.url, ...env });
const id = newId();

beforeAll(async () => {
  db = await testDatabase();
  await run(['account', 'create', 'Shop']);
  const words = { subject: 's', text: 't', html: 'h' };
  await addEmail(db.pool, { id, accountId: 1, runId: null, recipients: ['one@example.org'], ...words });
});
afterAll(() => db.drop());

test('email list tells what waits, and no address', async () => {
  const { output } = await run(['email', 'list', '--account', 'Shop']);
  expect(output).toContain(id);
  expect(output).toContain('waiting');
  expect(output).not.toContain('@');
});

test('email replay sends again what was given up', async () => {
  await db.pool.query(`update emails set dead = true, last_error = '550'`);
  expect((await run(['email', 'list', '--state', 'dead'])).output).toContain('550');
  expect((await run(['email', 'replay', '--dead'])).output).toContain('1 mail is to be sent again.');
  expect((await run(['email', 'replay', id])).output).toContain('1 mail is to be sent again.');
});

test('doctor misses a mail server, as mails wait', async () => {
  const { checks } = JSON.parse((await run(['doctor', '--json'])).output);
  expect(checks).toContainEqual(
    expect.objectContaining({
      name: 'mail server',
      state: 'problem',
      says: expect.stringContaining('1 mail waits for'),
    }),
  );
});

test('email test sends one at once', async () => {
  const server = await mailServer();
  const env = {
    UJUMBE_SMTP_HOST: '127.0.0.1',
    UJUMBE_SMTP_PORT: String(server.port),
    UJUMBE_SMTP_FROM: 'u@example.org',
  };
  try {
    // This server speaks no TLS, and without TLS nothing is said to it.
    const refused = await run(['email', 'test', 'one@example.org'], env);
    expect([refused.code, server.arrived.length]).toEqual([2, 0]);
    expect(refused.output).toContain('could not be sent');
  } finally {
    await server.stop();
  }
});

test.each([
  [['email', 'test', 'nobody'], '"nobody" is not an e-mail address.'],
  [['email', 'test', 'one@example.org'], 'No mail server is set.'],
  [['email', 'replay'], 'Name the mails, or say --dead'],
  [['email', 'replay', 'x'], '"x" is not the id of a mail.'],
])('%j is refused: %s', async (argv, words) => {
  const { code, errors } = await run(argv);
  expect(code).toBe(1);
  expect(errors).toContain(words);
});

test.each([
  [{ UJUMBE_SMTP_HOST: 'mail.example.org' }, '"email.smtp.from" is missing'],
  [{ UJUMBE_SMTP_USER: 'me' }, 'are given together or not at all'],
  [{ UJUMBE_SMTP_FROM: 'a@b>\r\nBcc: c@d' }, '"email.smtp.from" must match'],
])('the settings %j are refused: %s', async (env, words) => {
  const { code, errors } = await run(['email', 'list'], env);
  expect(code).not.toBe(0);
  expect(errors).toContain(words);
});
