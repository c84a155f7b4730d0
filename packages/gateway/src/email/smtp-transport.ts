import { readFileSync } from 'node:fs';
import { createTransport } from 'nodemailer';
import type { Config } from '#core/config.ts';
import { isEmailAddress } from '#core/email-address.ts';

export type SmtpSettings = Config['email']['smtp'];

export type OutgoingMail = {
  /** Equal for every attempt: what a receiver knows a repetition by. */
  readonly id: string;
  readonly recipients: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string;
};

/**
 * What a mail server made of a mail: who has it, who is to be tried again, and how many it will never reach.
 */
export type SendResult = {
  readonly accepted: number;
  readonly retry: readonly string[];
  readonly refused: number;
  /** Why not all have it, without addresses; '' when all do. */
  readonly error: string;
};

export type SendMail = (mail: OutgoingMail) => Promise<SendResult>;

const CONNECT_MS = 20_000;
const SILENCE_MS = 60_000;

/** What sends mails as the configuration says; null where no mail server is set. */
export function mailerOf({ smtp }: Config['email']): SendMail | null {
  return smtp.host === undefined ? null : smtpTransport(smtp);
}

/**
 * Sends over SMTP, a connection for each mail. TLS with a certificate that can be checked is demanded unless the settings say
 * `none`. Never rejects: what went wrong is the result.
 * @throws Error when there is no host, or the file of the authority cannot be read
 */
export function smtpTransport(settings: SmtpSettings): SendMail {
  const { host, port, security, caFile, user, password, from, fromName } = settings;
  if (host === undefined || from === undefined)
    throw new Error('email.smtp.host and email.smtp.from are needed.');
  const transport = createTransport({
    host,
    port,
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    ...(user === undefined || password === undefined ? {} : { auth: { user, pass: password } }),
    tls: { minVersion: 'TLSv1.2', ...(caFile === undefined ? {} : { ca: readFileSync(caFile) }) },
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    socketTimeout: SILENCE_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const domain = from.slice(from.lastIndexOf('@') + 1);
  return async ({ id, recipients: written, subject, text, html }) => {
    // What is none, or several in one, would be read by other rules further on.
    const recipients = written.filter(isEmailAddress);
    const strange = written.length - recipients.length;
    const result = await send({ id, recipients, subject, text, html });
    const { refused, error } = result;
    return strange === 0
      ? result
      : { ...result, refused: refused + strange, error: error || `${strange} of the addresses are none` };
  };

  async function send({ id, recipients, subject, text, html }: OutgoingMail): Promise<SendResult> {
    if (recipients.length === 0) return partly(0, []);
    try {
      const info = await transport.sendMail({
        from: { name: fromName, address: from },
        // As objects: nothing in an address is read as a second one.
        to: recipients.map((address) => ({ name: '', address })),
        envelope: { from, to: [...recipients] },
        messageId: `<${id}@${domain}>`,
        headers: { 'Auto-Submitted': 'auto-generated' },
        subject,
        text,
        html,
      });
      return partly(info.accepted.length, info.rejectedErrors ?? []);
    } catch (error) {
      return failed(recipients, error as SmtpError);
    }
  }
}

type SmtpError = Error & {
  code?: string | undefined;
  command?: string | undefined;
  responseCode?: number | undefined;
  response?: string | undefined;
  recipient?: string | undefined;
  rejectedErrors?: SmtpError[] | undefined;
};

function partly(accepted: number, refusals: readonly SmtpError[]): SendResult {
  const retry = refusals.filter((refusal) => !isForGood(refusal)).flatMap(({ recipient }) => recipient ?? []);
  const [first] = refusals;
  return {
    accepted,
    retry,
    refused: refusals.length - retry.length,
    error: first === undefined ? '' : describeFailure(first),
  };
}

function failed(recipients: readonly string[], error: SmtpError): SendResult {
  if (error.rejectedErrors !== undefined && error.rejectedErrors.length > 0)
    return partly(0, error.rejectedErrors);
  const hopeless = isForGood(error) && error.command === 'DATA';
  return {
    accepted: 0,
    retry: hopeless ? [] : recipients,
    refused: hopeless ? recipients.length : 0,
    error: describeFailure(error),
  };
}

/** Of a recipient or a text. Refused logins and senders are faults of our settings, which somebody will mend. */
function isForGood({ responseCode = 0 }: SmtpError): boolean {
  return responseCode >= 500 && responseCode !== 503;
}

/** What the server said, without the addresses it likes to repeat. */
function describeFailure({ code = '', message, response }: SmtpError): string {
  const said = (response ?? message).replace(/\S+@\S+/g, '<address>').replace(/\p{Cc}+/gu, ' ');
  return `${code} ${said}`.trim().slice(0, 300);
}
