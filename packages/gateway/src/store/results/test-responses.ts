import type { Channel, Flow, Value } from '@ujumbe/flows';
import type pg from 'pg';
import type { RunOutcome } from '../flow-runs.ts';

/** A response as a test wants it. Times are milliseconds since the epoch, seconds are counted from its beginning. */
export type ResponseWish = {
  readonly flowId: number;
  readonly accountId: number;
  readonly startedAt: number;
  readonly version?: number;
  readonly surveyId?: number | null;
  readonly appId?: number | null;
  readonly channel?: Channel;
  readonly language?: string;
  readonly msisdn?: string;
  readonly status?: 'queued' | 'open' | 'over';
  readonly outcome?: RunOutcome | null;
  /** Whether its first SMS was accepted. */
  readonly isSent?: boolean;
  readonly answers?: readonly AnswerWish[];
};

/** `value` is missing for a question that was put and not answered. */
export type AnswerWish = {
  readonly name: string;
  readonly kind: string;
  readonly value?: Value;
  readonly label?: string;
  readonly raw?: string;
  /** Seconds from the beginning to the question, and from the question to the answer. */
  readonly askedAfter?: number;
  readonly took?: number;
};

let made = 0;

/** The id a run has that begins at this time; ids of one millisecond come in the order in which they are made. */
export function runIdAt(ms: number): string {
  const time = ms.toString(16).padStart(12, '0');
  const rest = (++made).toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${rest}`;
}

/** Adds a published flow. @returns its id */
export async function addFlow(
  pool: pg.Pool,
  accountId: number,
  flow: Flow,
  { version = 1, calls = {} }: { version?: number; calls?: Record<string, number> } = {},
): Promise<number> {
  const { rows } = await pool.query<{ id: number }>(
    `with f as (
       insert into flows (account_id, name) values ($1, $2) on conflict (account_id, name) do update set name = excluded.name returning id
     ), v as (
       insert into flow_versions (flow_id, version, document, calls) select id, $3, $4, $5 from f
     ) select id from f`,
    [accountId, flow.id, version, JSON.stringify(flow), JSON.stringify(calls)],
  );
  return rows[0]?.id as number;
}

/** Adds a response with its answers, as the engine's steps leave them. @returns its id */
export async function addResponse(pool: pg.Pool, wish: ResponseWish): Promise<string> {
  const { startedAt, status = 'over', outcome = status === 'over' ? 'completed' : null } = wish;
  const { channel = 'ussd', language = 'en', answers = [] } = wish;
  const id = runIdAt(startedAt);
  await pool.query(
    `insert into flow_runs (id, account_id, flow_id, version, survey_id, app_id, channel, msisdn, address, reference, language,
       status, outcome, started_at, last_at, ended_at, first_message_id)
     values ($1, $2, $3, $4, $5, $6, $7, $8, '*384#' || $14::text, 'REF-' || right($14::text, 4), $9, $10, $11, $12, $12, $13, $15)`,
    [
      id,
      wish.accountId,
      wish.flowId,
      wish.version ?? 1,
      wish.surveyId ?? null,
      wish.appId ?? null,
      channel,
      wish.msisdn ?? '254700000001',
      language,
      status,
      outcome,
      new Date(startedAt),
      status === 'over' ? new Date(startedAt + 60_000) : null,
      id,
      channel === 'sms' && wish.isSent !== false ? id : null,
    ],
  );
  for (const [position, { name, kind, value, label = '', raw, ...times }] of answers.entries()) {
    const askedAt = startedAt + (times.askedAfter ?? position * 10) * 1000;
    const answeredAt = value === undefined ? null : new Date(askedAt + (times.took ?? 5) * 1000);
    await pool.query(
      `insert into flow_answers (run_id, name, block, kind, position, asked_at, answered_at, channel, language, value, label, raw)
       values ($1, $2::text, replace($2::text, '_', '-'), $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
      [
        id,
        name,
        kind,
        position,
        new Date(askedAt),
        answeredAt,
        channel,
        language,
        value === undefined ? null : JSON.stringify(value),
        label,
        raw ?? (value === undefined ? '' : String(value)),
      ],
    );
  }
  return id;
}
