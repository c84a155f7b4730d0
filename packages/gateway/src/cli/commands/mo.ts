import type pg from 'pg';
import { findAccount } from '#store/admin/accounts.ts';
import { listMo, type MoOwner } from '#store/mo-queries.ts';
import { readQueries } from '#store/read-queries.ts';
import { table, writeTime } from '../answer.ts';
import type { Arguments } from '../arguments.ts';
import type { Command } from '../command.ts';
import { UsageError } from '../usage-error.ts';

export const moCommands: readonly Command[] = [
  {
    words: 'mo list',
    says: 'List messages that subscribers sent, the newest first.',
    operands: [],
    options: {
      account: { value: 'ACCOUNT', says: 'Only those of this account.' },
      unrouted: { says: 'Only those that no route gave to an account.' },
      limit: { value: 'N', says: 'How many at most (default 50).' },
    },
    notes: ['A callback of one is sent again with "ujumbe callbacks replay ID".'],
    work: async (args, { pool }) =>
      table(
        await listMo(readQueries(pool), await ownerOf(args, pool), {
          limit: args.integer('limit', 1, 10_000) ?? 50,
        }),
        [
          { title: 'ID', of: (mo) => mo.id },
          { title: 'NUMBER', of: (mo) => mo.number },
          { title: 'RECEIVED', of: (mo) => writeTime(mo.receivedAt) },
          { title: 'OPERATOR', of: (mo) => mo.connector },
          { title: 'ACCOUNT', of: (mo) => mo.account },
          { title: 'FROM', of: (mo) => mo.source },
          { title: 'TO', of: (mo) => mo.destination },
          { title: 'CALLBACK', of: (mo) => writeTime(mo.callbackAt) },
          { title: 'TEXT', of: (mo) => (mo.incomplete ? `(incomplete) ${mo.text}` : mo.text) },
        ],
        'No message was received.',
      ),
  },
];

async function ownerOf(args: Arguments, pool: pg.Pool): Promise<MoOwner> {
  const name = args.option('account');
  if (name === undefined) return args.flag('unrouted') ? 'nobody' : 'anybody';
  if (args.flag('unrouted'))
    throw new UsageError('Say --account or --unrouted, not both: what has an account was routed to it.');
  return (await findAccount(pool, name)).id;
}
