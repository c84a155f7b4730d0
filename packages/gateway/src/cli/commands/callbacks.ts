import type pg from 'pg';
import { type CallbackFilter, type CallbackState, listCallbacks, replayCallbacks } from '#store/callbacks.ts';
import { table, writeTime } from '../answer.ts';
import type { Command } from '../command.ts';
import { replayCommand } from '../replay-command.ts';
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
  replayCommand({
    words: 'callbacks replay',
    says: 'Send callbacks again, by the ids of their messages, or all that were given up.',
    thing: 'message',
    replay: async (pool, accountId, ids) =>
      ids === null ? replayDead(pool, accountId) : (await replayCallbacks(pool, accountId, ids)).length,
    tell: (count) => `${count} ${count === 1 ? 'callback is' : 'callbacks are'} owed again.`,
  }),
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
