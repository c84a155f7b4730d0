import { findAccount } from '#store/admin/accounts.ts';
import { findConnector } from '#store/admin/connectors.ts';
import { addRoute, listRoutes, removeRoute } from '#store/admin/routes.ts';
import { said, table } from '../answer.ts';
import { readRowId } from '../arguments.ts';
import type { Command } from '../command.ts';
import { networkOptions, readNetwork } from '../network-options.ts';
import { UsageError } from '../usage-error.ts';

export const routeCommands: readonly Command[] = [
  {
    words: 'route add',
    says: 'Lead messages to an operator.',
    operands: ['operator'],
    options: {
      ...networkOptions,
      prefix: { value: 'DIGITS', says: 'Only numbers that begin so, without plus.' },
      priority: {
        value: 'N',
        says: 'Lower goes first; the next takes over while all before are down (default 10).',
      },
      weight: { value: 'N', says: 'Share among routes of one priority (default 1).' },
    },
    notes: ['Without options every message takes it. The most specific route wins.'],
    work: async (args, { pool }) => {
      const prefix = args.option('prefix');
      if (prefix !== undefined && !/^[1-9]\d{0,14}$/.test(prefix)) {
        throw new UsageError(
          `--prefix must be the first digits of a number in international form such as 25471, not "${prefix}".`,
        );
      }
      const connector = await findConnector(pool, args.operand('operator'));
      const account = args.option('account');
      const id = await addRoute(pool, {
        ...readNetwork(args),
        accountId: account === undefined ? null : (await findAccount(pool, account)).id,
        prefix: prefix ?? null,
        connectorId: connector.id,
        priority: args.integer('priority', 0, 1000) ?? 10,
        weight: args.integer('weight', 1, 1000) ?? 1,
      });
      return said(`Route ${id} leads to operator "${connector.name}".`, { id });
    },
  },
  {
    words: 'route list',
    says: 'List the routes of outgoing messages.',
    operands: [],
    options: {},
    work: async (_args, { pool }) =>
      table(
        await listRoutes(pool),
        [
          { title: 'ID', of: (r) => r.id },
          { title: 'ACCOUNT', of: (r) => r.account ?? 'any' },
          { title: 'MCC', of: (r) => r.mcc ?? 'any' },
          { title: 'MNC', of: (r) => r.mnc ?? 'any' },
          { title: 'PREFIX', of: (r) => r.prefix ?? 'any' },
          { title: 'OPERATOR', of: (r) => r.operator },
          { title: 'PRIORITY', of: (r) => r.priority },
          { title: 'WEIGHT', of: (r) => r.weight },
        ],
        'There is no route: nothing can be sent. Add one with "ujumbe route add OPERATOR".',
      ),
  },
  {
    words: 'route remove',
    says: 'Remove a route of outgoing messages.',
    operands: ['id'],
    options: {},
    work: async (args, { pool }) => {
      const id = readRowId(args.operand('id'));
      await removeRoute(pool, id);
      return said(`Route ${id} is removed.`, { id });
    },
  },
];
