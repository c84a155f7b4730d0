import type { Account } from './directory.ts';
import type { Money } from './money.ts';
import type { Refusal } from './refusal.ts';

/** What a door (HTTP, SMPP server, flow, desk) asks to be sent. Values are as the client gave them, already strings. */
export type SmsRequest = {
  readonly from: string;
  readonly to: string;
  readonly text: string;
  readonly refId: string;
  readonly linkId: string | null;
  readonly flash: boolean;
  readonly lane: Lane;
  /** Minutes from now, or null for the account's setting. */
  readonly validityMinutes: number | null;
};

/** Which queue a message waits in. Replies and one-time codes never wait behind a campaign. */
export const lane = { urgent: 0, normal: 1, bulk: 2 } as const;
export type Lane = (typeof lane)[keyof typeof lane];

/** The answer to one request. */
export type AcceptResult =
  | {
      readonly accepted: true;
      readonly messageId: string;
      readonly cost: Money;
      /** Running balance after this message. */
      readonly balance: Money;
      readonly mcc: string;
      readonly mnc: string;
      readonly parts: number;
    }
  | {
      readonly accepted: false;
      /** Made only to be quoted to support. */
      readonly messageId: string;
      readonly refusal: Refusal;
      readonly balance: Money;
      readonly mcc: string;
      readonly mnc: string;
    };

/** A request that could not be judged at all because the database is away or the node is stopping: HTTP 503, nothing stored, nothing charged. */
export class TemporarilyUnavailable extends Error {
  override name = 'TemporarilyUnavailable';
}

/** An idempotency key that was used with another body, or whose first request is still under way. */
export class IdempotencyConflict extends Error {
  override name = 'IdempotencyConflict';
  readonly reason: 'different-body' | 'in-progress';
  constructor(reason: 'different-body' | 'in-progress') {
    super(
      reason === 'different-body'
        ? 'This Idempotency-Key was used with another body. Use a new key for a new message.'
        : 'The first request with this Idempotency-Key is still being worked on. Ask again in a moment.',
    );
    this.reason = reason;
  }
}

/** One accept, many doors. Results come in the order of the requests. */
export type Accept = (
  account: Account,
  requests: readonly SmsRequest[],
  idempotency: { key: string; bodyHash: Buffer } | null,
) => Promise<AcceptResult[]>;
