import { isSenderId } from '#routing/sender-ids.ts';
import { findAccount } from '#store/admin/accounts.ts';
import { addSenders, listSenders, removeSenders } from '#store/admin/senders.ts';
import { said, table } from '../answer.ts';
import type { Command } from '../command.ts';
import { UsageError } from '../usage-error.ts';
import { whichAccount } from '../which-account.ts';

export const senderCommands: readonly Command[] = [
  {
    words: 'sender add',
    says: 'Let an account send under sender IDs or short codes.',
    operands: ['account', 'sender...'],
    options: {},
    work: async (args, { pool }) => {
      const account = await findAccount(pool, args.operand('account'));
      const senders = args.operands('sender');
      const wrong = senders.find((sender) => !isSenderId(sender));
      if (wrong !== undefined) {
        throw new UsageError(
          `"${wrong}" cannot be a sender ID: 3 to 15 digits, or up to 11 letters, digits, spaces and ._&- with a letter among them.`,
        );
      }
      const added = await addSenders(pool, account.id, senders);
      const news = added.length > 0 ? added.join(', ') : 'nothing new';
      return said(`Account "${account.name}" may now send as ${news}.`, { account: account.name, added });
    },
  },
  {
    words: 'sender remove',
    says: 'Take sender IDs from an account.',
    operands: ['account', 'sender...'],
    options: {},
    work: async (args, { pool }) => {
      const account = await findAccount(pool, args.operand('account'));
      const removed = await removeSenders(pool, account.id, args.operands('sender'));
      if (removed.length === 0)
        throw new Error(
          `Account "${account.name}" had none of these: ${args.operands('sender').join(', ')}.`,
        );
      return said(`Account "${account.name}" may no longer send as ${removed.join(', ')}.`, {
        account: account.name,
        removed,
      });
    },
  },
  {
    words: 'sender list',
    says: 'List sender IDs, of one account or of all.',
    operands: ['[account]'],
    options: {},
    work: async (args, { pool }) => {
      const accountId = await whichAccount(pool, args.optionalOperand('account'));
      return table(
        await listSenders(pool, accountId),
        [
          { title: 'ACCOUNT', of: (s) => s.account },
          { title: 'SENDER', of: (s) => s.sender },
        ],
        'There is no sender ID. Add one with "ujumbe sender add ACCOUNT SENDER".',
      );
    },
  },
];
