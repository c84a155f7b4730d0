import { isSenderId } from '#routing/sender-ids.ts';
import { findAccount } from '#store/admin/accounts.ts';
import {
  addSenders,
  listSenders,
  removeSenders,
  senderPurposes,
  setSenderPurpose,
} from '#store/admin/senders.ts';
import { said, table } from '../answer.ts';
import type { Command } from '../command.ts';
import { UsageError } from '../usage-error.ts';
import { whichAccount } from '../which-account.ts';

const purpose = {
  value: senderPurposes.join('|'),
  says: 'Whether they carry advertising, which the rules of some countries ask',
};

export const senderCommands: readonly Command[] = [
  {
    words: 'sender add',
    says: 'Let an account send under sender IDs or short codes.',
    operands: ['account', 'sender...'],
    options: { purpose: { ...purpose, says: `${purpose.says} (default transactional).` } },
    work: async (args, { pool }) => {
      const account = await findAccount(pool, args.operand('account'));
      const senders = args.operands('sender');
      const wrong = senders.find((sender) => !isSenderId(sender));
      if (wrong !== undefined) {
        throw new UsageError(
          `"${wrong}" cannot be a sender ID: 3 to 15 digits, or up to 11 letters, digits, spaces and ._&- with a letter among them.`,
        );
      }
      const added = await addSenders(pool, account.id, senders, args.oneOf('purpose', senderPurposes));
      const news = added.length > 0 ? added.join(', ') : 'nothing new';
      return said(`Account "${account.name}" may now send as ${news}.`, { account: account.name, added });
    },
  },
  {
    words: 'sender set',
    says: 'Say what sender IDs of an account carry.',
    operands: ['account', 'sender...'],
    options: { purpose: { ...purpose, says: `${purpose.says}.` } },
    work: async (args, { pool }) => {
      const account = await findAccount(pool, args.operand('account'));
      const senders = args.operands('sender');
      args.need('purpose');
      const is = args.oneOf('purpose', senderPurposes) as (typeof senderPurposes)[number];
      const changed = await setSenderPurpose(pool, account.id, senders, is);
      const strange = senders.filter((sender) => !changed.includes(sender));
      if (strange.length > 0)
        throw new Error(`Account "${account.name}" has no sender ID ${strange.join(', ')}.`);
      return said(`${changed.join(', ')} of account "${account.name}" is ${is} now.`, {
        account: account.name,
        changed,
        purpose: is,
      });
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
          { title: 'PURPOSE', of: (s) => s.purpose },
        ],
        'There is no sender ID. Add one with "ujumbe sender add ACCOUNT SENDER".',
      );
    },
  },
];
