import type { Channel, HttpCall, Outcome, RunState, Value } from '@ujumbe/flows';
import type pg from 'pg';

/** How a run is over: as its flow says, by a word such as STOP, or because it was begun anew. */
export const runOutcomes = [
  'completed',
  'declined',
  'ineligible',
  'invalid',
  'expired',
  'failed',
  'opted_out',
  'restarted',
] as const satisfies readonly (Outcome | 'opted_out' | 'restarted')[];
export type RunOutcome = (typeof runOutcomes)[number];

/** A request to a web service that is owed. What follows from its answer replies to the MO of the link id. */
export type OwedCall = HttpCall & { readonly key: string; readonly linkId: string | null };

/** A message that could not be accepted yet. */
export type UnsentSms = {
  readonly to: string;
  /** Whether with it comes a question that its person has not seen, or one that they have, such as a reminder; else it tells. */
  readonly role: 'asks' | 'repeats' | 'tells';
  readonly text: string;
  /** Of the MO it replies to, where the operator wants it back. */
  readonly linkId: string | null;
};

/** What was answered to the last thing that was taken in. */
export type LastReply = { readonly text: string; readonly last: boolean };

/** A run as it is kept. Times in milliseconds since the epoch. */
export type RunRow = {
  readonly id: string;
  readonly accountId: number;
  readonly flowId: number;
  readonly version: number;
  readonly surveyId: number | null;
  readonly appId: number | null;
  readonly channel: Channel;
  readonly msisdn: string;
  readonly address: string;
  readonly reference: string;
  readonly language: string;
  readonly status: 'queued' | 'open' | 'over';
  readonly outcome: RunOutcome | null;
  readonly state: RunState | null;
  readonly step: number;
  readonly lastInput: string | null;
  readonly lastReply: LastReply | null;
  readonly call: OwedCall | null;
  readonly unsent: readonly UnsentSms[] | null;
  readonly params: Readonly<Record<string, Value>>;
  /** Reminders that were due so far, of all questions. */
  readonly reminders: number;
  readonly firstMessageId: string | null;
  readonly startedAt: number;
  readonly lastAt: number;
  readonly endedAt: number | null;
};

type Client = Pick<pg.PoolClient, 'query'>;

const columns = `id, account_id as "accountId", flow_id as "flowId", version, survey_id as "surveyId", app_id as "appId",
  channel, msisdn, address, reference, language, status, outcome, state, step, last_input as "lastInput",
  last_reply as "lastReply", call, unsent, params, reminders, first_message_id as "firstMessageId",
  floor(extract(epoch from started_at) * 1000)::float8 as "startedAt",
  floor(extract(epoch from last_at) * 1000)::float8 as "lastAt",
  floor(extract(epoch from ended_at) * 1000)::float8 as "endedAt"`;

/**
 * Keeps a run that is new, or as it is now.
 * @throws pg.DatabaseError of code 23505 where another conversation of this person at this address has been opened meanwhile
 */
export async function saveRun(client: Client, run: RunRow): Promise<void> {
  await client.query({
    name: 'save_flow_run',
    text: `insert into flow_runs (id, account_id, flow_id, version, survey_id, app_id, channel, msisdn, address, reference, language,
             status, outcome, state, step, last_input, last_reply, call, unsent, params, first_message_id, started_at, last_at, ended_at, reminders)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25)
           on conflict (id) do update set channel = $7, address = $9, language = $11, status = $12, outcome = $13, state = $14, step = $15,
             last_input = $16, last_reply = $17, call = $18, unsent = $19, first_message_id = $21, started_at = $22, last_at = $23, ended_at = $24, reminders = $25`,
    values: [
      run.id,
      run.accountId,
      run.flowId,
      run.version,
      run.surveyId,
      run.appId,
      run.channel,
      run.msisdn,
      run.address,
      run.reference,
      run.language,
      run.status,
      run.outcome,
      json(run.state),
      run.step,
      run.lastInput,
      json(run.lastReply),
      json(run.call),
      json(run.unsent),
      json(run.params),
      run.firstMessageId,
      new Date(run.startedAt),
      new Date(run.lastAt),
      run.endedAt === null ? null : new Date(run.endedAt),
      run.reminders,
    ],
  });
}

function json(value: unknown): string | null {
  return value === null ? null : JSON.stringify(value);
}

/** Takes a run: nobody else goes on with it before the end of the transaction. */
export async function lockRun(client: Client, id: string): Promise<RunRow | null> {
  const { rows } = await client.query<RunRow>({
    name: 'lock_flow_run',
    text: `select ${columns} from flow_runs where id = $1 for update`,
    values: [id],
  });
  return rows[0] ?? null;
}

/** Whose conversation, and at which address. */
export type ConversationKey = {
  readonly accountId: number;
  readonly msisdn: string;
  /** Short code or sender, as addresses are folded. */
  readonly address: string;
};

/** Names a conversation, as whoever takes turns in it does. */
export function nameOfConversation({ accountId, msisdn, address }: ConversationKey): string {
  return `${accountId} ${msisdn} ${address}`;
}

/**
 * Takes a conversation until the end of the transaction, also where no run is open in it: whoever wants to go on with it, or to
 * open one, waits. It is taken before any run of it.
 */
export async function holdConversation(client: Client, key: ConversationKey): Promise<void> {
  await client.query({
    name: 'hold_flow_conversation',
    text: 'select pg_advisory_xact_lock(hashtextextended($1, 0))',
    values: [nameOfConversation(key)],
  });
}

/** Takes the one open SMS conversation of a person at an address. */
export async function lockConversation(client: Client, key: ConversationKey): Promise<RunRow | null> {
  const { rows } = await client.query<RunRow>({
    name: 'lock_flow_conversation',
    text: `select ${columns} from flow_runs
           where channel = 'sms' and status = 'open' and account_id = $1 and msisdn = $2 and address = $3 for update`,
    values: [key.accountId, key.msisdn, key.address],
  });
  return rows[0] ?? null;
}

/**
 * Takes the run of a flow that a person broke off on USSD, if they were heard of after a time; or the one that took this very
 * input in last, though it be over.
 */
export async function lockResumable(
  client: Client,
  run: Pick<RunRow, 'accountId' | 'flowId' | 'msisdn'>,
  heardAfter: number,
  input: string,
): Promise<RunRow | null> {
  const { rows } = await client.query<RunRow>({
    name: 'lock_flow_resumable',
    text: `select ${columns} from flow_runs
           where msisdn = $1 and channel = 'ussd' and account_id = $2 and flow_id = $3
             and (status = 'open' and last_at > $4 or last_input = $5)
           order by last_input is not distinct from $5 desc, id desc limit 1 for update`,
    values: [run.msisdn, run.accountId, run.flowId, new Date(heardAfter), input],
  });
  return rows[0] ?? null;
}

/** Runs of a survey that wait for their turn with a person. */
export async function waitingRunsOf(
  client: Client,
  key: ConversationKey,
  surveyId: number,
): Promise<RunRow[]> {
  const { rows } = await client.query<RunRow>(
    `select ${columns} from flow_runs
     where msisdn = $2 and status = 'queued' and account_id = $1 and address = $3 and survey_id = $4 order by id for update`,
    [key.accountId, key.msisdn, key.address, surveyId],
  );
  return rows;
}

/** Forgets what runs that are over said last, a minute after: their hop comes no more. */
export async function forgetLastWords(pool: pg.Pool, now: number): Promise<void> {
  await pool.query(
    `update flow_runs set last_reply = null where status = 'over' and last_reply is not null and ended_at < $1`,
    [new Date(now - 60_000)],
  );
}
