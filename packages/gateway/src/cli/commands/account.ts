import { randomBytes } from 'node:crypto';
import { newId } from '#core/ids.ts';
import { formatMoney } from '#core/money.ts';
import {
  type AccountRow,
  changeAccount,
  changeCallbackSecrets,
  createAccount,
  findAccount,
  listAccounts,
} from '#store/admin/accounts.ts';
import { refusing } from '#store/admin/admin-error.ts';
import { changeBalance } from '#store/balances.ts';
import { accountNotes, accountOptions, readAccountChange } from '../account-options.ts';
import { type Answer, said, table, writeTime } from '../answer.ts';
import { readMoney } from '../arguments.ts';
import type { Command } from '../command.ts';
import { UsageError } from '../usage-error.ts';
import { warnOfCallbacks } from '../warn-of-callbacks.ts';

export const accountCommands: readonly Command[] = [
  {
    words: 'account create',
    says: 'Make a customer account.',
    operands: ['name'],
    options: accountOptions,
    notes: accountNotes,
    work: async (args, { pool, config, terminal }) => {
      const change = readAccountChange(args);
      const account = await createAccount(pool, { ...change, name: readName(args.operand('name')) });
      await warnOfCallbacks({ receipts: change.dlrUrl, mo: change.moUrl }, config, terminal);
      return said(
        `Account ${account.id} "${account.name}" is made. Next: "ujumbe key create", "ujumbe sender add", "ujumbe account top-up".`,
        view(account),
      );
    },
  },
  {
    words: 'account list',
    says: 'List the accounts with their balances.',
    operands: [],
    options: {},
    work: async (_args, { pool }) => {
      const accounts = (await listAccounts(pool)).map(view);
      return table(
        accounts,
        [
          { title: 'ID', of: (a) => a.id },
          { title: 'NAME', of: (a) => a.name },
          { title: 'BALANCE', of: (a) => `${a.balance} ${a.currency}` },
          { title: 'LIMIT', of: (a) => a.creditLimit },
          { title: 'ACTIVE', of: (a) => (a.active ? 'yes' : 'no') },
          { title: 'SENDERS', of: (a) => a.senders.length },
        ],
        'There is no account yet. Make one with "ujumbe account create NAME".',
      );
    },
  },
  {
    words: 'account show',
    says: 'Show an account with its settings and sender IDs.',
    operands: ['account'],
    options: {},
    work: async (args, { pool }) => shown(await findAccount(pool, args.operand('account'))),
  },
  {
    words: 'account set',
    says: 'Change an account.',
    operands: ['account'],
    options: {
      name: { value: 'NAME', says: 'Its new name.' },
      active: { value: 'yes|no', says: 'Whether its keys are let in.' },
      ...accountOptions,
    },
    notes: accountNotes,
    work: async (args, { pool, config, terminal }) => {
      const account = await findAccount(pool, args.operand('account'));
      const active = args.oneOf('active', ['yes', 'no']);
      const name = args.option('name');
      const change = readAccountChange(args);
      const changed = await changeAccount(pool, account.id, {
        ...change,
        name: name === undefined ? undefined : readName(name),
        active: active === undefined ? undefined : active === 'yes',
      });
      await warnOfCallbacks({ receipts: change.dlrUrl, mo: change.moUrl }, config, terminal);
      return shown(changed);
    },
  },
  {
    words: 'account top-up',
    says: 'Add money to an account, with an entry in its ledger.',
    operands: ['account', 'amount'],
    options: { note: { value: 'TEXT', says: 'What it is for, such as the number of a payment.' } },
    notes: ['A negative amount takes money back: ujumbe account top-up Shop -- -12.50'],
    work: async (args, { pool }) => {
      const amount = readMoney(args.operand('amount'));
      if (amount === 0) throw new UsageError('The amount must not be zero.');
      const account = await findAccount(pool, args.operand('account'));
      const kind = amount > 0 ? ('topup' as const) : ('adjustment' as const);
      const change = { id: newId(), accountId: account.id, kind, amount, note: args.option('note') ?? '' };
      const money = (value: number) => `${formatMoney(value)} ${account.currency}`;
      const refusals = {
        never_overspent: `Account "${account.name}" has ${money(account.balance)} and may go down to ${money(-account.creditLimit)}: ${money(-amount)} cannot be taken.`,
      };
      const balance = await refusing(refusals, changeBalance(pool, change));
      return said(`Account "${account.name}" now has ${money(balance)}.`, {
        account: account.name,
        ledgerId: change.id,
        balance: formatMoney(balance),
      });
    },
  },
  {
    words: 'account sign-callbacks',
    says: 'Make a secret that proves callbacks are ours, and show it, this once.',
    operands: ['account'],
    options: {
      'end-old': {
        says: 'Make none; end the former ones, once the customer has changed over to the newest.',
      },
      off: { says: 'Make none; send callbacks without signatures.' },
    },
    notes: [
      'Headers follow Standard Webhooks. Until the old secret is ended, requests carry a signature by each of the two.',
    ],
    work: async (args, { pool }) => {
      const account = await findAccount(pool, args.operand('account'));
      if (args.flag('off') || args.flag('end-old')) {
        const secrets = await changeCallbackSecrets(pool, account.id, {
          add: null,
          keep: args.flag('off') ? 0 : 1,
        });
        const words = secrets === 0 ? 'without a signature' : 'with one signature';
        return said(`Callbacks of account "${account.name}" go out ${words}.`, {
          account: account.name,
          secrets,
        });
      }
      const secret = `whsec_${randomBytes(32).toString('base64')}`;
      const secrets = await changeCallbackSecrets(pool, account.id, { add: secret, keep: 2 });
      return {
        data: { account: account.name, secret, secrets },
        lines: [
          `Callbacks of account "${account.name}" are signed with this secret, shown only now:`,
          secret,
        ],
      };
    },
  },
];

function readName(name: string): string {
  if (/^[^\p{Cc}]{1,100}$/u.test(name) && name.trim() === name) return name;
  throw new UsageError(
    `An account's name has 1 to 100 characters, without spaces at its ends; "${name}" has not.`,
  );
}

function view(account: AccountRow) {
  return { ...account, balance: formatMoney(account.balance), creditLimit: formatMoney(account.creditLimit) };
}

function shown(account: AccountRow): Answer {
  const data = view(account);
  const settings = Object.entries(account.settings).map(([name, value]) => `${name}=${value}`);
  const facts: [string, string][] = [
    ['Account', `${data.id} ${data.name}`],
    ['Balance', `${data.balance} ${data.currency}, credit limit ${data.creditLimit}`],
    ['Active', data.active ? 'yes' : 'no'],
    ['Country', data.defaultCountry],
    ['Receipts to', data.dlrUrl ?? 'nowhere'],
    ['MO to', data.moUrl ?? 'nowhere'],
    ['Signed callbacks', data.signed ? 'yes' : 'no'],
    ['Sender IDs', data.senders.join(', ') || 'none: it cannot send yet'],
    ['Settings', settings.join(', ') || 'all by default'],
    ['Made', writeTime(data.createdAt)],
  ];
  return { data, lines: facts.map(([name, value]) => `${`${name}:`.padEnd(18)}${value}`) };
}
