import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

export type Arrived = {
  readonly to: readonly string[];
  readonly raw: string;
  readonly mail: ParsedMail;
  readonly secure: boolean;
};

export type MailServer = {
  readonly port: number;
  readonly arrived: readonly Arrived[];
  stop(): Promise<void>;
};

/** How a server answers a recipient, or the text: an SMTP code, 250 for yes. */
export type Answers = { recipient?: (address: string) => number; text?: () => number };

/** A real mail server on a port of the system's choice; without a certificate it speaks no TLS. */
export async function mailServer(answers: Answers = {}, more: SMTPServerOptions = {}): Promise<MailServer> {
  const arrived: Arrived[] = [];
  const server = new SMTPServer({
    authOptional: true,
    ...(more.key === undefined ? { disabledCommands: ['STARTTLS'] } : {}),
    ...more,
    onRcptTo({ address }, _session, done) {
      done(refusal(answers.recipient?.(address)));
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const error = refusal(answers.text?.());
        if (error !== undefined) return done(error);
        const raw = Buffer.concat(chunks).toString('utf8');
        const to = session.envelope.rcptTo.map(({ address }) => address);
        simpleParser(raw).then((mail) => {
          arrived.push({ to, raw, mail, secure: session.secure === true });
          done();
        }, done);
      });
    },
  });
  // Clients that end in the middle of a handshake are part of the tests.
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.server.address() as AddressInfo).port,
    arrived,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function refusal(code = 250): Error | undefined {
  if (code === 250) return undefined;
  return Object.assign(new Error(`no such mailbox <lost@example.org>`), { responseCode: code });
}

export type Certificate = {
  readonly key: string;
  readonly cert: string;
  readonly file: string;
  remove(): void;
};

/** A certificate for 127.0.0.1 that nobody trusts but who is given its file. */
export function selfSigned(): Certificate {
  const folder = mkdtempSync(join(tmpdir(), 'ujumbe-mail-'));
  const [key, file] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  execFileSync('openssl', ['req', '-x509', ...kind, '-keyout', key, '-out', file, ...subject], {
    stdio: 'ignore',
  });
  return {
    key: readFileSync(key, 'utf8'),
    cert: readFileSync(file, 'utf8'),
    file,
    remove: () => rmSync(folder, { recursive: true }),
  };
}
