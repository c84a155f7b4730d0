import type pg from 'pg';
import { type StoredMessage, storedMessageColumns } from './stored-message.ts';

/** When the wait for receipts of a message ends. */
export type ReceiptDeadline = {
  messageId: string;
  /** The part its operator does not know; 0 where some parts are delivered and others have not reported. */
  part: number;
  /** Milliseconds since the epoch. */
  dueAt: number;
};

/** Sets deadlines; one that is set already stands. */
export async function setReceiptDeadlines(
  db: pg.Pool | pg.PoolClient,
  deadlines: readonly ReceiptDeadline[],
): Promise<void> {
  await db.query(
    `insert into receipt_deadlines (message_id, part, due_at)
     select i.message_id, i.part, to_timestamp(i.due_ms / 1000)
     from unnest($1::uuid[], $2::smallint[], $3::float8[]) as i(message_id, part, due_ms)
     order by 1, 2
     on conflict do nothing`,
    [deadlines.map((d) => d.messageId), deadlines.map((d) => d.part), deadlines.map((d) => d.dueAt)],
  );
}

/** Forgets all deadlines of messages whose receipts are awaited no longer. */
export async function dropReceiptDeadlines(pool: pg.Pool, messageIds: readonly string[]): Promise<void> {
  await pool.query(
    `delete from receipt_deadlines where (message_id, part) in (
       select message_id, part from receipt_deadlines where message_id = any($1::uuid[])
       order by 1, 2 for update)`,
    [messageIds],
  );
}

/** Forgets one deadline of each message: the others of its parts stand. */
export async function dropPassedDeadlines(
  pool: pg.Pool,
  passed: readonly { messageId: string; part: number }[],
): Promise<void> {
  await pool.query(
    `delete from receipt_deadlines where (message_id, part) in (
       select message_id, part from receipt_deadlines
       where (message_id, part) in (select * from unnest($1::uuid[], $2::smallint[]))
       order by 1, 2 for update)`,
    [passed.map((d) => d.messageId), passed.map((d) => d.part)],
  );
}

/** What decides about a message at the end of a wait for its receipts. */
export type OverdueFacts = {
  readonly deadlinePart: number;
  readonly state: number;
  readonly reason: string;
  readonly submittedAt: Date | null;
  /** Its queue row is there: some of it is still to be sent. */
  readonly owed: boolean;
  /** Parts the operator has given an id for. */
  readonly receiptsDue: number;
  readonly delivered: number;
  /** The worst final state of its parts; 0 where none has one. */
  readonly worst: number;
  readonly worstReason: string;
  /** What the receipt of the part that came last said. */
  readonly lastReason: string;
  /** The part of this deadline has a final receipt after all. */
  readonly partIsFinal: boolean;
  /** A part that its operator does not know has no final receipt yet. */
  readonly hasUnknownPart: boolean;
};

export type OverdueMessage = StoredMessage & OverdueFacts;

/** What was due: a message, or only its id where the message is no longer kept. */
export type DueDeadline = { messageId: string; part: number; message: OverdueMessage | null };

/**
 * Takes deadlines that have passed, the earliest first, and puts each off to `retryAt`: another node leaves it alone
 * meanwhile, and it comes again if nobody drops it.
 */
export async function takeDueDeadlines(
  pool: pg.Pool,
  nowMs: number,
  retryAt: number,
  limit: number,
): Promise<DueDeadline[]> {
  const { rows } = await pool.query<Omit<OverdueMessage, 'id'> & { messageId: string; id: string | null }>(
    `with due as (
       update receipt_deadlines set due_at = to_timestamp($2::float8 / 1000)
       where (message_id, part) in (
         select message_id, part from receipt_deadlines where due_at <= to_timestamp($1::float8 / 1000)
         order by due_at limit $3 for update skip locked)
       returning message_id, part
     )
     select due.message_id as "messageId", due.part as "deadlinePart", ${storedMessageColumns},
            m.state, m.reason, m.submitted_at as "submittedAt",
            exists (select from mt_queue q where q.message_id = due.message_id) as owed,
            (select count(distinct o.part)::int from operator_ids o
             where o.message_id = due.message_id and o.of_long) as "receiptsDue",
            r.delivered, r.worst, r."worstReason", r."lastReason", r."partIsFinal",
            exists (select from receipt_deadlines u where u.message_id = due.message_id and u.part > 0 and not exists (
              select from part_receipts p where p.message_id = u.message_id and p.part = u.part)) as "hasUnknownPart"
     from due
     left join lateral (select * from messages where id = due.message_id) m on true
     cross join lateral (
       select count(*) filter (where p.state = 60)::int as delivered, coalesce(max(p.state), 0)::int as worst,
              coalesce((array_agg(p.reason order by p.state desc))[1], '') as "worstReason",
              coalesce((array_agg(p.reason order by p.at desc))[1], '') as "lastReason",
              coalesce(bool_or(p.part = due.part), false) as "partIsFinal"
       from part_receipts p where p.message_id = due.message_id
     ) r`,
    [nowMs, retryAt, limit],
  );
  return rows.map(({ messageId, id, ...rest }) => ({
    messageId,
    part: rest.deadlinePart,
    message: id === null ? null : { id, ...rest },
  }));
}
