import type pg from 'pg';
import { isId } from '#core/ids.ts';
import { said } from './answer.ts';
import type { Command } from './command.ts';
import { UsageError } from './usage-error.ts';
import { whichAccount } from './which-account.ts';

export type Replay = {
  readonly words: string;
  readonly says: string;
  /** What the ids are of: `mail`. Its plural has an s. */
  readonly thing: string;
  /** @param ids null for all that were given up @returns how many */
  readonly replay: (
    pool: pg.Pool,
    accountId: number | null,
    ids: readonly string[] | null,
  ) => Promise<number>;
  /** What has become of so many. */
  readonly tell: (count: number) => string;
};

/** A command that sends again what is named by ids, or all that was given up. */
export function replayCommand({ words, says, thing, replay, tell }: Replay): Command {
  return {
    words,
    says,
    operands: ['[id...]'],
    options: {
      dead: { says: 'All that were given up.' },
      account: { value: 'ACCOUNT', says: 'Only of this account.' },
    },
    work: async (args, { pool }) => {
      const ids = args.operands('id');
      if (ids.length > 0 === args.flag('dead'))
        throw new UsageError(`Name the ${thing}s, or say --dead for all that were given up.`);
      const wrong = ids.find((id) => !isId(id));
      if (wrong !== undefined) throw new UsageError(`"${wrong}" is not the id of a ${thing}.`);
      const accountId = await whichAccount(pool, args.option('account'));
      const count = await replay(pool, accountId, ids.length > 0 ? ids : null);
      return said(tell(count), { replayed: count });
    },
  };
}
