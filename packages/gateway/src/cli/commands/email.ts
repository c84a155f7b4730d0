import { isEmailAddress } from '#core/email-address.ts';
import { newId } from '#core/ids.ts';
import { mailerOf } from '#email/smtp-transport.ts';
import { type EmailRow, listEmails, replayEmails } from '#store/emails.ts';
import { said, table, writeTime } from '../answer.ts';
import type { Command } from '../command.ts';
import { replayCommand } from '../replay-command.ts';
import { UsageError } from '../usage-error.ts';
import { whichAccount } from '../which-account.ts';

const states: readonly EmailRow['state'][] = ['waiting', 'sending', 'dead'];

export const emailCommands: readonly Command[] = [
  {
    words: 'email list',
    says: 'List mails that are still to be sent or were given up, the newest first.',
    operands: [],
    options: {
      account: { value: 'ACCOUNT', says: 'Only of this account.' },
      state: { value: 'STATE', says: `Only those that are ${states.join(', ')}.` },
      limit: { value: 'N', says: 'How many at most (default 50).' },
    },
    work: async (args, { pool }) => {
      const state = args.oneOf('state', states);
      const accountId = await whichAccount(pool, args.option('account'));
      return table(
        await listEmails(
          pool,
          { accountId, ...(state ? { state } : {}) },
          args.integer('limit', 1, 10_000) ?? 50,
        ),
        [
          { title: 'ID', of: (mail) => mail.id },
          { title: 'ACCOUNT', of: (mail) => mail.account },
          { title: 'RECIPIENTS', of: (mail) => mail.recipients },
          { title: 'STATE', of: (mail) => mail.state },
          { title: 'ATTEMPTS', of: (mail) => mail.attempts },
          { title: 'NEXT', of: (mail) => (mail.state === 'waiting' ? writeTime(mail.dueAt) : null) },
          { title: 'ERROR', of: (mail) => mail.lastError },
        ],
        'No mail waits.',
      );
    },
  },
  replayCommand({
    words: 'email replay',
    says: 'Send mails again, by their ids, or all that were given up.',
    thing: 'mail',
    replay: replayEmails,
    tell: (count) => `${count} ${count === 1 ? 'mail is' : 'mails are'} to be sent again.`,
  }),
  {
    words: 'email test',
    says: 'Send a mail at once with the settings of this configuration, to see whether they are good.',
    operands: ['address'],
    options: {},
    run: async (args, { config }) => {
      const address = args.operand('address');
      if (!isEmailAddress(address)) throw new UsageError(`"${address}" is not an e-mail address.`);
      const send = mailerOf(config.email);
      if (send === null)
        throw new UsageError('No mail server is set. See email.smtp in docs/operations/config.md.');
      const sentence = 'Mails of this Ujumbe reach you.';
      const { accepted, error } = await send({
        id: newId(),
        recipients: [address],
        subject: 'A test of Ujumbe',
        text: `${sentence}\n`,
        html: `<p>${sentence}</p>`,
      });
      if (accepted === 1) return said('The mail server has taken the mail.', { sent: true });
      return { data: { sent: false, error }, lines: [`The mail could not be sent: ${error}`], exitCode: 2 };
    },
  },
];
