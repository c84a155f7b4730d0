import { formatMoney } from '#core/money.ts';
import { listPrices, removePrice, setPrice } from '#store/admin/prices.ts';
import { said, table } from '../answer.ts';
import { readMoney, readRowId } from '../arguments.ts';
import type { Command } from '../command.ts';
import { networkOptions, readNetwork } from '../network-options.ts';
import { UsageError } from '../usage-error.ts';
import { whichAccount } from '../which-account.ts';

export const priceCommands: readonly Command[] = [
  {
    words: 'price set',
    says: 'Set the price of one part of a message.',
    operands: ['amount'],
    options: networkOptions,
    notes: [
      "Without options it is everybody's price everywhere. The most specific price wins. Zero is a price; none is a refusal.",
    ],
    work: async (args, { pool }) => {
      const perPart = readMoney(args.operand('amount'));
      if (perPart < 0) throw new UsageError('A price must not be below zero.');
      const accountId = await whichAccount(pool, args.option('account'));
      const id = await setPrice(pool, { ...readNetwork(args), accountId, perPart });
      return said(`Price ${id}: ${formatMoney(perPart)} a part.`, { id, perPart: formatMoney(perPart) });
    },
  },
  {
    words: 'price list',
    says: 'List the prices.',
    operands: [],
    options: {},
    work: async (_args, { pool }) =>
      table(
        (await listPrices(pool)).map((price) => ({ ...price, perPart: formatMoney(price.perPart) })),
        [
          { title: 'ID', of: (p) => p.id },
          { title: 'ACCOUNT', of: (p) => p.account ?? 'any' },
          { title: 'MCC', of: (p) => p.mcc ?? 'any' },
          { title: 'MNC', of: (p) => p.mnc ?? 'any' },
          { title: 'A PART', of: (p) => p.perPart },
        ],
        'There is no price: nothing can be sent. Set one with "ujumbe price set AMOUNT".',
      ),
  },
  {
    words: 'price remove',
    says: 'Remove a price.',
    operands: ['id'],
    options: {},
    work: async (args, { pool }) => {
      const id = readRowId(args.operand('id'));
      await removePrice(pool, id);
      return said(`Price ${id} is removed.`, { id });
    },
  },
];
