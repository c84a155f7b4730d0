import type pg from 'pg';
import type { Log } from '#core/log.ts';
import { within } from '#core/within.ts';
import {
  countEmails,
  deleteSentEmail,
  returnStrayEmails,
  type TakenEmail,
  takeEmails,
  writeFailedEmail,
} from '#store/emails.ts';
import { waitAfterAttempt } from './retry-schedule.ts';
import type { SendMail, SendResult } from './smtp-transport.ts';

export type EmailSenderDeps = {
  readonly pool: pg.Pool;
  readonly node: () => number;
  /** Whether this node may act on rows it owns. */
  readonly mayAct: () => boolean;
  /** Null while no mail server is set: mails wait in their rows. */
  readonly send: SendMail | null;
  readonly log: Log;
  readonly observe?: (outcome: 'sent' | 'later' | 'given-up') => void;
};

/** Mails under way at once. */
const AT_ONCE = 4;

/**
 * Sends mails from their rows, at least once: a mail whose sending was not noted before a crash goes out again under the same
 * Message-ID. Nothing waits for it but the next mail.
 */
export class EmailSender {
  readonly #deps: EmailSenderDeps;
  /** Sent, and still in their rows because the database did not answer. */
  readonly #sent = new Set<string>();
  #runs = false;
  #again = false;
  #mayBeStrays = false;
  #working: Promise<void> | null = null;
  #hasWarned = false;

  constructor(deps: EmailSenderDeps) {
    this.#deps = deps;
  }

  start(): void {
    this.#runs = true;
    this.poke();
  }

  /** Takes no more, and settles when what is under way is noted. What takes longer is sent again by whoever is next. */
  async stop(withinMs = 5000): Promise<void> {
    this.#runs = false;
    await within(this.#working ?? Promise.resolve(), withinMs, undefined);
  }

  /** To be called after a commit that left a mail: looks at once. Never throws, and waits for nothing. */
  poke(): void {
    if (!this.#runs) return;
    this.#again = true;
    this.#working ??= this.#work().finally(() => {
      this.#working = null;
      // Said in the moment between the last look and this.
      if (this.#again) this.poke();
    });
  }

  /** Has what nodes that are gone have left taken up, and what is due sent. To be called every few seconds. */
  async sweep(): Promise<void> {
    if (!this.#runs) return;
    if (this.#deps.send === null) return await this.#warnOnce();
    this.#mayBeStrays = true;
    this.poke();
  }

  async #warnOnce(): Promise<void> {
    if (this.#hasWarned) return;
    const { waiting } = await countEmails(this.#deps.pool);
    if (waiting === 0) return;
    this.#hasWarned = true;
    this.#deps.log.warn({ waiting }, 'mails wait because no mail server is set: see email.smtp.host');
  }

  async #work(): Promise<void> {
    const { log } = this.#deps;
    try {
      while (this.#again) {
        this.#again = false;
        await this.#returnStrays();
        while (this.#runs && this.#deps.mayAct() && (await this.#sendSome())) {}
      }
    } catch (error) {
      log.warn(
        { err: (error as Error).message },
        'waiting mails could not be read and will be looked for again',
      );
    }
  }

  /** Between two takings this node holds nothing: what it owns then, it does not know of. */
  async #returnStrays(): Promise<void> {
    const { pool, node, mayAct } = this.#deps;
    if (!this.#mayBeStrays || !mayAct()) return;
    this.#mayBeStrays = false;
    await returnStrayEmails(pool, node());
  }

  /** Whether there were any to send. */
  async #sendSome(): Promise<boolean> {
    const { pool, node, send } = this.#deps;
    if (send === null) return false;
    const owner = node();
    const taken = await takeEmails(pool, owner, AT_ONCE);
    await Promise.all(taken.map((mail) => this.#deliver(mail, owner, send)));
    return taken.length > 0;
  }

  async #deliver(mail: TakenEmail, owner: number, send: SendMail): Promise<void> {
    const { log } = this.#deps;
    try {
      const result = this.#sent.has(mail.id)
        ? { accepted: mail.recipients.length, retry: [], refused: 0, error: '' }
        : await send(mail);
      await this.#note(mail, owner, result);
    } catch (error) {
      log.warn(
        { mail: mail.id, err: (error as Error).message },
        'what became of a mail could not be written',
      );
    }
  }

  async #note(mail: TakenEmail, owner: number, result: SendResult): Promise<void> {
    const { pool, log, observe } = this.#deps;
    const { accepted, retry, refused, error } = result;
    if (refused > 0 && (accepted > 0 || retry.length > 0))
      log.warn({ mail: mail.id, refused, error }, 'some recipients of a mail were refused for good');
    if (retry.length === 0 && (accepted > 0 || refused === 0)) {
      this.#sent.add(mail.id);
      await deleteSentEmail(pool, owner, mail.id);
      this.#sent.delete(mail.id);
      observe?.('sent');
      return;
    }
    const attempts = mail.attempts + 1;
    const waitMs = retry.length === 0 ? null : waitAfterAttempt(attempts);
    const recipients = retry.length === 0 ? mail.recipients : retry;
    await writeFailedEmail(pool, owner, { id: mail.id, recipients, attempts, waitMs, error });
    observe?.(waitMs === null ? 'given-up' : 'later');
    if (waitMs === null) log.error({ mail: mail.id, attempts, error }, 'a mail was given up');
    else log.warn({ mail: mail.id, attempts, waitMs, error }, 'a mail could not be sent and waits');
  }
}
