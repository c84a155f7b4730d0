import type pg from 'pg';
import type { Config } from '#core/config.ts';
import { countEmails } from '#store/emails.ts';
import { type Check, note, ok, problem } from './check.ts';

/** Mails that wait for a mail server nobody has set, and those that were given up. */
export async function checkMail(pool: pg.Pool, { smtp }: Config['email']): Promise<Check[]> {
  const { waiting, dead } = await countEmails(pool);
  const mails = (count: number) => (count === 1 ? '1 mail' : `${count} mails`);
  return [
    smtp.host === undefined && waiting > 0
      ? problem(
          'mail server',
          `${mails(waiting)} ${waiting === 1 ? 'waits' : 'wait'} for a mail server, and none is set.`,
          'Set email.smtp.host and email.smtp.from (docs/operations/email.md), then start again.',
        )
      : ok(
          'mail server',
          smtp.host === undefined ? 'none, and no mail waits' : `${smtp.host}, ${waiting} waiting`,
        ),
    dead === 0
      ? ok('dead mails', 'none')
      : note(
          'dead mails',
          `${mails(dead)} given up`,
          'See why with "ujumbe email list --state dead", and send them again with "ujumbe email replay --dead".',
        ),
  ];
}
