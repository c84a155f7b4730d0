import type { ReadQueries } from './read-queries.ts';

/** What is known of a message beside its own row. */
export type MessageStory = {
  readonly events: readonly { at: Date; kind: string; detail: string }[];
  readonly partReceipts: readonly { at: Date; part: number; state: number; reason: string }[];
  readonly callbackAttempts: readonly {
    at: Date;
    attempt: number;
    status: number | null;
    error: string | null;
  }[];
  /** The callback that is still owed. */
  readonly callback: { dead: boolean; attempts: number; due_at: Date; last_error: string | null } | undefined;
};

/** Everything worth telling of one message of an account, each list from the oldest on. */
export async function readMessageStory(
  db: ReadQueries,
  accountId: number,
  messageId: string,
): Promise<MessageStory> {
  const own = db
    .selectFrom('messages')
    .where('messages.account_id', '=', accountId)
    .where('messages.id', '=', messageId);
  const [events, partReceipts, callbackAttempts, callback] = await Promise.all([
    own
      .innerJoin('message_events as e', 'e.message_id', 'messages.id')
      .select(['e.at', 'e.kind', 'e.detail'])
      .orderBy('e.at')
      .execute(),
    own
      .innerJoin('part_receipts as r', 'r.message_id', 'messages.id')
      .select(['r.at', 'r.part', 'r.state', 'r.reason'])
      .orderBy('r.at')
      .execute(),
    own
      .innerJoin('callback_attempts as a', 'a.subject_id', 'messages.id')
      .select(['a.at', 'a.attempt', 'a.status', 'a.error'])
      .orderBy('a.at')
      .execute(),
    db
      .selectFrom('callbacks')
      .select(['dead', 'attempts', 'due_at', 'last_error'])
      .where('account_id', '=', accountId)
      .where('subject_id', '=', messageId)
      .where('kind', '=', 'dlr')
      .executeTakeFirst(),
  ]);
  return { events, partReceipts, callbackAttempts, callback };
}
