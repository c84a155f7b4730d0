import type pg from 'pg';
import { isId } from '#core/ids.ts';
import { type CallbackFilter, type CallbackState, listCallbacks, replayCallbacks } from '#store/callbacks.ts';
import { said, table, writeTime } from '../answer.ts';
import type { Command } from '../command.ts';
import { UsageError } from '../usage-error.ts';
import { whichAccount } from '../which-account.ts';

const states: readonly CallbackState[] = ['waiting', 'sending', 'dead'];
const PAGE = 500;

export const callbackCommands: readonly Command[] = [
  {
    words: 'callbacks list',
    says: 'List callbacks that are owed or were given up, the newest first.',
    operands: [],
    options: {
      account: { value: 'ACCOUNT', says: 'Only of this account.' },
      state: { value: 'STATE', says: `Only those that are ${states.join(', ')}.` },
      limit: { value: 'N', says: 'How many at most (default 50).' },
    },
    work: async (args, { pool }) => {
      const state = args.oneOf('state', states);
      const filter: CallbackFilter = {
        accountId: await whichAccount(pool, args.option('account')),
        ...(state ? { state } : {}),
      };
      return table(
        await listCallbacks(pool, filter, null, args.integer('limit', 1, 10_000) ?? 50),
        [
          { title: 'MESSAGE', of: (c) => c.subjectId },
          { title: 'KIND', of: (c) => c.kind },
          { title: 'ACCOUNT', of: (c) => c.accountId },
          { title: 'STATE', of: (c) => c.state },
          { title: 'ATTEMPTS', of: (c) => c.attempts },
          { title: 'NEXT', of: (c) => (c.state === 'waiting' ? writeTime(c.dueAt) : null) },
          { title: 'STATUS', of: (c) => c.lastStatus },
          { title: 'ERROR', of: (c) => c.lastError },
        ],
        'No callback is owed.',
      );
    },
  },
  {
    words: 'callbacks replay',
    says: 'Send callbacks again, by the ids of their messages, or all that were given up.',
    operands: ['[id...]'],
    options: {
      dead: { says: 'All that were given up.' },
      account: { value: 'ACCOUNT', says: 'Only of this account.' },
    },
    work: async (args, { pool }) => {
      const ids = args.operands('id');
      if (ids.length > 0 === args.flag('dead'))
        throw new UsageError('Name the messages, or say --dead for all that were given up.');
      const wrong = ids.find((id) => !isId(id));
      if (wrong !== undefined) throw new UsageError(`"${wrong}" is not the id of a message.`);
      const accountId = await whichAccount(pool, args.option('account'));
      const count =
        ids.length > 0
          ? (await replayCallbacks(pool, accountId, ids)).length
          : await replayDead(pool, accountId);
      return said(`${count} ${count === 1 ? 'callback is' : 'callbacks are'} owed again.`, {
        replayed: count,
      });
    },
  },
];

/** Goes through them page by page, from the newest: those that die anew meanwhile are not met again. */
async function replayDead(pool: pg.Pool, accountId: number | null): Promise<number> {
  let count = 0;
  for (let cursor: string | null = null; ; ) {
    const page = await listCallbacks(pool, { accountId, state: 'dead' }, cursor, PAGE);
    const last = page.at(-1);
    if (!last) return count;
    count += (
      await replayCallbacks(
        pool,
        accountId,
        page.map((callback) => callback.subjectId),
      )
    ).length;
    cursor = last.subjectId;
  }
}
