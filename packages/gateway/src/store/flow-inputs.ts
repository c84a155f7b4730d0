import type pg from 'pg';
import type { ConversationKey } from './flow-runs.ts';

/** An MO that a flow is to take in. */
export type FlowInput = {
  readonly moId: string;
  readonly text: string;
  /** For answers to it, where the operator wants one. */
  readonly linkId: string | null;
  /** The flow that begins where no run is open. */
  readonly flowId: number | null;
  /** Milliseconds since the epoch. */
  readonly receivedAt: number;
};

/** Whoever stored it takes it in sooner. */
const TAKEN_IN_MS = 5000;

type Client = Pick<pg.PoolClient, 'query'>;

/** Takes the oldest MO of a conversation that is still to be taken in; it is gone with the end of the transaction. */
export async function takeInput(client: Client, key: ConversationKey): Promise<FlowInput | null> {
  const { rows } = await client.query<Omit<FlowInput, 'text'> & { body: Buffer | null }>({
    name: 'take_flow_input',
    text: `with taken as (
             delete from flow_inputs where mo_id = (
               select mo_id from flow_inputs where account_id = $1 and msisdn = $2 and address = $3 order by mo_id limit 1 for update)
             returning mo_id, flow_id
           )
           select mo_id as "moId", flow_id as "flowId", body, link_id as "linkId",
                  floor(extract(epoch from received_at) * 1000)::float8 as "receivedAt"
           from taken left join mo on mo.id = mo_id`,
    values: [key.accountId, key.msisdn, key.address],
  });
  const [row] = rows;
  if (row === undefined) return null;
  const { body, ...input } = row;
  // It has waited for longer than MO are kept.
  if (body === null) return takeInput(client, key);
  return { ...input, text: body.toString('utf8') };
}

/** Lets go of what is still to be taken in of a conversation. */
export async function dropInputs(client: Client, key: ConversationKey): Promise<void> {
  await client.query('delete from flow_inputs where account_id = $1 and msisdn = $2 and address = $3', [
    key.accountId,
    key.msisdn,
    key.address,
  ]);
}

/** Whether an MO of a conversation is still to be taken in. */
export async function hasInput(client: Client, key: ConversationKey): Promise<boolean> {
  const { rowCount } = await client.query({
    name: 'has_flow_input',
    text: 'select from flow_inputs where account_id = $1 and msisdn = $2 and address = $3 limit 1',
    values: [key.accountId, key.msisdn, key.address],
  });
  return rowCount === 1;
}

/** Conversations with an MO that waits for longer than it should, the longest first. */
export async function waitingConversations(
  pool: pg.Pool,
  now: number,
  limit: number,
): Promise<ConversationKey[]> {
  const { rows } = await pool.query<ConversationKey>(
    `select account_id as "accountId", msisdn, address from flow_inputs
     where due_at < $1 group by 1, 2, 3 order by min(due_at) limit $2`,
    [new Date(now - TAKEN_IN_MS), limit],
  );
  return rows;
}

/** Puts off what failed, each time for longer, so that one that always fails is in nobody's way. */
export async function putOffInputs(pool: pg.Pool, key: ConversationKey, now: number): Promise<void> {
  await pool.query(
    `update flow_inputs set attempts = attempts + 1,
       due_at = $4::timestamptz + least(3600, 5 * 2 ^ least(attempts, 10)) * interval '1 second'
     where account_id = $1 and msisdn = $2 and address = $3`,
    [key.accountId, key.msisdn, key.address, new Date(now)],
  );
}
