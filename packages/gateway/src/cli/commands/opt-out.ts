import { maskMsisdn, normaliseMsisdn } from '#core/msisdn.ts';
import { findAccount } from '#store/admin/accounts.ts';
import { addOptOut, removeOptOut } from '#store/opt-outs.ts';
import { said } from '../answer.ts';
import type { Command } from '../command.ts';
import { confirm, yesOption } from '../confirm.ts';
import { UsageError } from '../usage-error.ts';

const senderOption = {
  sender: { value: 'SENDER', says: 'Only for this sender ID; without it for all of the account.' },
};

export const optOutCommands: readonly Command[] = [
  {
    words: 'opt-out add',
    says: 'Send nothing more to a number, as its owner asked.',
    operands: ['account', 'number'],
    options: senderOption,
    work: async (args, { pool }) => {
      const account = await findAccount(pool, args.operand('account'));
      const msisdn = readNumber(args.operand('number'), account.defaultCountry);
      const sender = args.option('sender') ?? null;
      await addOptOut(pool, { accountId: account.id, msisdn, sender, source: 'cli' });
      return said(
        `Account "${account.name}" sends nothing more to ${maskMsisdn(msisdn)}${sender ? ` as ${sender}` : ''}.`,
        { account: account.name, sender },
      );
    },
  },
  {
    words: 'opt-out remove',
    says: 'Take an opt-out back. Running nodes heed it for up to ten minutes more.',
    operands: ['account', 'number'],
    options: { ...senderOption, ...yesOption },
    work: async (args, { pool, terminal }) => {
      const account = await findAccount(pool, args.operand('account'));
      const msisdn = readNumber(args.operand('number'), account.defaultCountry);
      const sender = args.option('sender') ?? null;
      await confirm(`Has the owner of ${maskMsisdn(msisdn)} asked for messages again?`, args, terminal);
      await removeOptOut(pool, { accountId: account.id, msisdn, sender, source: 'cli' });
      return said(`Account "${account.name}" may send to ${maskMsisdn(msisdn)} again.`, {
        account: account.name,
        sender,
      });
    },
  },
];

function readNumber(text: string, country: string): string {
  const msisdn = normaliseMsisdn(text, country, true);
  if (msisdn === null) throw new UsageError(`"${text}" is not a phone number.`);
  return msisdn;
}
