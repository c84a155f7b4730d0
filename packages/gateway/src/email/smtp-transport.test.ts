import { createServer } from 'node:net';
import { afterEach, describe, expect, onTestFinished, test } from 'vitest';
import { type OutgoingMail, type SmtpSettings, smtpTransport } from './smtp-transport.ts';
import { type Answers, type MailServer, mailServer, selfSigned } from './test-mail-server.ts';

const mail: OutgoingMail = {
  id: '019aa7b0-5322-7cf3-8c02-303165997da5',
  recipients: ['one@example.org', 'two@example.org'],
  subject: 'Résultat',
  text: 'text\n',
  html: '<p>html</p>',
};
let server: MailServer | null = null;

async function serve(
  answers: Answers = {},
  more: Parameters<typeof mailServer>[1] = {},
): Promise<MailServer> {
  server = await mailServer(answers, more);
  return server;
}

afterEach(async () => {
  await server?.stop();
  server = null;
});

function settings(port: number, more: Partial<SmtpSettings> = {}): SmtpSettings {
  return {
    host: '127.0.0.1',
    port,
    security: 'none',
    from: 'ujumbe@example.org',
    fromName: 'Ujumbe',
    ...more,
  };
}

test('is delivered to all, with headers and both bodies', async () => {
  const { port, arrived } = await serve();
  expect(await smtpTransport(settings(port))(mail)).toEqual({
    accepted: 2,
    retry: [],
    refused: 0,
    error: '',
  });
  const [only] = arrived;
  expect(only?.to).toEqual(mail.recipients);
  expect(only?.mail).toMatchObject({ subject: 'Résultat', text: 'text\n', html: '<p>html</p>' });
  expect(only?.mail.messageId).toBe(`<${mail.id}@example.org>`);
  expect(only?.mail.from?.value).toEqual([{ name: 'Ujumbe', address: 'ujumbe@example.org' }]);
  expect(only?.raw).toMatch(/^Auto-Submitted: auto-generated\r$/m);
});

describe('refusals', () => {
  test('of one for good, of one for now', async () => {
    const recipient = (address: string) => (address.startsWith('one') ? 550 : 451);
    const { port } = await serve({ recipient });
    const result = await smtpTransport(settings(port))(mail);
    expect(result).toMatchObject({ accepted: 0, retry: ['two@example.org'], refused: 1 });
    expect(result.error).toContain('550');
  });

  test('of one for good, while the other has it', async () => {
    const { port, arrived } = await serve({
      recipient: (address) => (address.startsWith('one') ? 550 : 250),
    });
    expect(await smtpTransport(settings(port))(mail)).toMatchObject({ accepted: 1, retry: [], refused: 1 });
    expect(arrived[0]?.to).toEqual(['two@example.org']);
  });

  test('of the text for good', async () => {
    const { port } = await serve({ text: () => 554 });
    expect(await smtpTransport(settings(port))(mail)).toMatchObject({ accepted: 0, retry: [], refused: 2 });
  });

  test('of the text for now', async () => {
    const { port } = await serve({ text: () => 452 });
    expect(await smtpTransport(settings(port))(mail)).toMatchObject({
      accepted: 0,
      retry: mail.recipients,
      refused: 0,
    });
  });

  test('of the login are no fault of the mail', async () => {
    const { port } = await serve(
      {},
      {
        authOptional: false,
        allowInsecureAuth: true,
        onAuth: (_auth, _session, done) => done(Object.assign(new Error('no'), { responseCode: 535 })),
      },
    );
    const result = await smtpTransport(settings(port, { user: 'me', password: 'hunter2' }))(mail);
    expect(result).toMatchObject({ accepted: 0, retry: mail.recipients, refused: 0 });
    expect(result.error).toContain('EAUTH');
    expect(result.error).not.toContain('hunter2');
  });

  test('are told without addresses', async () => {
    const { port } = await serve({ recipient: () => 550 });
    const { error } = await smtpTransport(settings(port))(mail);
    expect(error).not.toMatch(/@/);
    expect(error).toContain('no such mailbox');
  });
});

test('a server that is away is tried again', async () => {
  const away = createServer();
  await new Promise<void>((resolve) => away.listen(0, '127.0.0.1', resolve));
  const { port } = away.address() as { port: number };
  await new Promise((resolve) => away.close(resolve));
  const result = await smtpTransport(settings(port))(mail);
  expect(result).toMatchObject({ accepted: 0, retry: mail.recipients, refused: 0 });
  expect(result.error).toContain('ECONNREFUSED');
});

describe('TLS', () => {
  const secured = () => {
    const certificate = selfSigned();
    onTestFinished(() => certificate.remove());
    return certificate;
  };

  test('is begun before a word of the mail is said', async () => {
    const { key, cert, file } = secured();
    const { port, arrived } = await serve({}, { key, cert });
    const result = await smtpTransport(settings(port, { security: 'starttls', caFile: file }))(mail);
    expect(result.accepted).toBe(2);
    expect(arrived[0]?.secure).toBe(true);
  });

  test('from the first octet', async () => {
    const { key, cert, file } = secured();
    const { port, arrived } = await serve({}, { key, cert, secure: true });
    await smtpTransport(settings(port, { security: 'tls', caFile: file }))(mail);
    expect(arrived[0]?.secure).toBe(true);
  });

  test('a certificate that nobody vouches for ends it', async () => {
    const { key, cert } = secured();
    const { port, arrived } = await serve({}, { key, cert });
    const result = await smtpTransport(settings(port, { security: 'starttls' }))(mail);
    expect(result).toMatchObject({ accepted: 0, retry: mail.recipients });
    expect(arrived).toEqual([]);
  });

  test('a server without it gets nothing', async () => {
    const { port, arrived } = await serve();
    const result = await smtpTransport(settings(port, { security: 'starttls' }))(mail);
    expect(result).toMatchObject({ accepted: 0, retry: mail.recipients });
    expect(arrived).toEqual([]);
  });
});

test('no header can be slipped in, by subject, address or name', async () => {
  const { port, arrived } = await serve();
  const send = smtpTransport(settings(port));
  await send({ ...mail, subject: 'Hi\r\nBcc: third@example.org\r\n\r\nbody' });
  const [only] = arrived;
  expect(only?.raw.split('\r\n\r\n')[0]).not.toMatch(/^Bcc:/im);
  expect(only?.to).toEqual(mail.recipients);

  const wicked = ['one@example.org>\r\nRCPT TO:<third@example.org', 'a@example.org, third@example.org'];
  expect(await send({ ...mail, recipients: wicked })).toMatchObject({ accepted: 0, retry: [], refused: 2 });
  expect(await send({ ...mail, recipients: ['one@example.org', ...wicked] })).toMatchObject({
    accepted: 1,
    refused: 2,
  });
  expect(arrived.flatMap(({ to }) => to)).toEqual([...mail.recipients, 'one@example.org']);
});
