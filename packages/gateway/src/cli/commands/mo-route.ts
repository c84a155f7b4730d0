import { findAccount } from '#store/admin/accounts.ts';
import { findConnector } from '#store/admin/connectors.ts';
import { findFlow } from '#store/admin/flows.ts';
import { addMoRoute, listMoRoutes, removeMoRoute } from '#store/admin/mo-routes.ts';
import { address } from '../account-options.ts';
import { said, table } from '../answer.ts';
import { readRowId } from '../arguments.ts';
import type { Command } from '../command.ts';
import { UsageError } from '../usage-error.ts';
import { warnOfCallbacks } from '../warn-of-callbacks.ts';

export const moRouteCommands: readonly Command[] = [
  {
    words: 'mo-route add',
    says: 'Forward what subscribers send to a short code or number to an account.',
    operands: ['address'],
    options: {
      account: { value: 'ACCOUNT', says: 'Who receives it.' },
      keyword: { value: 'WORD', says: 'Only texts that begin with this word.' },
      operator: { value: 'OPERATOR', says: 'Only what comes from this operator.' },
      url: { value: 'URL', says: "Another address than the account's own." },
      flow: {
        value: 'FLOW',
        says: 'Begin this published flow of the account, where the subscriber is in no conversation.',
      },
    },
    work: async (args, { pool, config, terminal }) => {
      const shortCode = args.operand('address');
      if (!/^[0-9A-Za-z]{1,20}$/.test(shortCode))
        throw new UsageError(`"${shortCode}" is not a short code or number: write digits only.`);
      const keyword = args.option('keyword');
      if (keyword !== undefined && !/^\S{1,30}$/u.test(keyword))
        throw new UsageError(`--keyword must be one word, not "${keyword}".`);
      const account = await findAccount(pool, args.need('account'));
      const operator = args.option('operator');
      const url = address('url', args.option('url')) ?? null;
      const flow = args.option('flow');
      const flowId = flow === undefined ? null : (await findFlow(pool, account.id, flow)).id;
      const id = await addMoRoute(pool, {
        accountId: account.id,
        connectorId: operator === undefined ? null : (await findConnector(pool, operator)).id,
        address: shortCode,
        keyword: keyword?.toUpperCase() ?? null,
        url,
        flowId,
      });
      await warnOfCallbacks({ mo: url }, config, terminal);
      return said(
        `MO route ${id}: what is sent to ${shortCode}${keyword ? ` with ${keyword.toUpperCase()}` : ''} goes to account "${account.name}"${flow === undefined ? '' : ` and begins flow "${flow}"`}.`,
        { id },
      );
    },
  },
  {
    words: 'mo-route list',
    says: 'List the routes of incoming messages.',
    operands: [],
    options: {},
    work: async (_args, { pool }) =>
      table(
        await listMoRoutes(pool),
        [
          { title: 'ID', of: (r) => r.id },
          { title: 'ADDRESS', of: (r) => r.address },
          { title: 'KEYWORD', of: (r) => r.keyword },
          { title: 'OPERATOR', of: (r) => r.operator ?? 'any' },
          { title: 'ACCOUNT', of: (r) => r.account },
          { title: 'URL', of: (r) => r.url ?? "account's own" },
          { title: 'BEGINS', of: (r) => r.flow },
        ],
        'There is no route for incoming messages. Add one with "ujumbe mo-route add SHORTCODE --account ACCOUNT".',
      ),
  },
  {
    words: 'mo-route remove',
    says: 'Remove a route of incoming messages.',
    operands: ['id'],
    options: {},
    work: async (args, { pool }) => {
      const id = readRowId(args.operand('id'));
      await removeMoRoute(pool, id);
      return said(`MO route ${id} is removed.`, { id });
    },
  },
];
