import type { HotConnection, HotStatement } from './hot-connection.ts';

const insert: HotStatement = {
  name: 'insert_message_events',
  text: `insert into message_events (message_id, kind, detail)
         select * from unnest($1::uuid[], $2::text[], $3::text[])`,
};

export type MessageEvent = { messageId: string; kind: 'uncertain' | 'late' | 'throttled'; detail: string };

/** Adds to the timelines of messages what their own rows do not show. */
export async function insertMessageEvents(
  connection: HotConnection,
  events: readonly MessageEvent[],
): Promise<void> {
  await connection.run(insert, [
    events.map((e) => e.messageId),
    events.map((e) => e.kind),
    events.map((e) => e.detail),
  ]);
}
