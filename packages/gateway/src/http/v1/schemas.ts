import { type Static, Type } from 'typebox';

/** Shapes that several routes of v1 share. Those with a title are components of the OpenAPI document. */

export const states = [
  'queued',
  'submitted',
  'enroute',
  'unknown',
  'delivered',
  'undeliverable',
  'expired',
  'blacklisted',
  'rejected',
] as const;

export const lanes = ['urgent', 'normal', 'bulk'] as const;

const amount = { pattern: '^-?\\d+(\\.\\d{1,4})?$' };
const time = { format: 'date-time' };
const strict = { additionalProperties: false };

export const Amount = Type.String({
  ...amount,
  description: 'Decimal text, up to four places.',
  examples: ['0.6'],
});
export const Time = Type.String({
  ...time,
  description: 'UTC, ISO 8601.',
  examples: ['2026-11-21T16:30:00.335Z'],
});
export const OptionalTime = Type.Union([Time, Type.Null()]);

export const State = Type.Enum([...states], {
  description: 'Where the message stands. From `delivered` on it is final; `unknown` may still become final.',
});

export const Lane = Type.Enum([...lanes], {
  description: 'Which queue it waits in: one-time codes and replies never wait behind a campaign.',
});

export const Message = Type.Object(
  {
    id: Type.String({ format: 'uuid' }),
    from: Type.String(),
    to: Type.String({ description: 'E.164 digits without plus.' }),
    text: Type.String(),
    ref: Type.String({ description: 'Your own reference.' }),
    state: State,
    reason: Type.String({ description: "The operator's own word for the state, if it gave one." }),
    flash: Type.Boolean(),
    lane: Lane,
    encoding: Type.String({ description: '`gsm7`, `latin1` or `ucs2`.' }),
    parts: Type.Integer({ description: 'Parts charged.' }),
    mcc: Type.String(),
    mnc: Type.String(),
    cost: Amount,
    currency: Type.String({ description: 'ISO 4217.' }),
    possibleDuplicate: Type.Boolean({
      description: 'An attempt was cut off without an answer, so the message may have been sent twice.',
    }),
    createdAt: Time,
    submittedAt: OptionalTime,
    finalAt: OptionalTime,
    expiresAt: Time,
  },
  { ...strict, title: 'Message' },
);

export const TimelineEntry = Type.Object(
  {
    at: Time,
    kind: Type.String({
      description:
        '`accepted`, `submitted`, `part-receipt`, a final state, `callback-attempt`, `callback-delivered`, `callback-waiting`, `callback-dead`, or an event such as `moved`, `uncertain`, `late`.',
    }),
    detail: Type.String({
      description: 'In plain words. Which operators `moved` names is for keys with the scope `connectors`.',
    }),
  },
  { ...strict, title: 'TimelineEntry' },
);

export const Problem = Type.Object(
  {
    type: Type.String(),
    title: Type.String(),
    status: Type.Integer(),
    detail: Type.Optional(Type.String()),
    code: Type.Optional(
      Type.String({ description: 'The `statusCode` of the compatible API, where a message was refused.' }),
    ),
    errors: Type.Optional(
      Type.Array(Type.Object({ field: Type.String(), message: Type.String() }), {
        description: 'What is wrong with which field.',
      }),
    ),
  },
  { title: 'Problem', description: 'RFC 9457.' },
);

/** A page of a list; `nextCursor` is null on the last one. */
export const nextCursor = Type.Union([Type.String(), Type.Null()], {
  description: 'Give it back as `cursor` for the next page; null on the last.',
});

export const pageQuery = {
  limit: Type.Integer({ minimum: 1, maximum: 200, default: 50 }),
  cursor: Type.String({ format: 'uuid', description: '`nextCursor` of the page before.' }),
};

/** How far back a search looks that does not say since when. */
export const usualSpanMs = 7 * 24 * 60 * 60 * 1000;

export type Page<Item> = { items: Item[]; nextCursor: string | null };
export type MessageBody = Static<typeof Message>;
export type TimelineEntryBody = Static<typeof TimelineEntry>;
