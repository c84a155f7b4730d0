import { Type } from 'typebox';

/** Schemas of the compatible API, for its documentation only: its handlers read more than they say. */

export const MessagingMessage = Type.Object(
  {
    from: Type.String({ description: 'Sender ID or short code of the account.', examples: ['TIARA'] }),
    to: Type.String({ description: 'The recipient’s number.', examples: ['254712345678'] }),
    message: Type.String({ description: 'The text, at most 10 parts.' }),
    refId: Type.Optional(
      Type.String({ maxLength: 128, description: 'Your own reference; callbacks carry it.' }),
    ),
    linkId: Type.Optional(
      Type.String({ maxLength: 64, description: 'Of the received message this answers.' }),
    ),
    messageType: Type.Optional(
      Type.Enum(['1', '2'], { description: '`1` for SMS (without it too), `2` for flash.' }),
    ),
  },
  { title: 'MessagingMessage', description: 'One message to one number.' },
);

export const MessagingResult = Type.Object(
  {
    cost: Type.String({ examples: ['KES 0.6'] }),
    mnc: Type.String({ examples: ['02'] }),
    balance: Type.String({ examples: ['KES 3137.5598'] }),
    msgId: Type.String({ format: 'uuid' }),
    to: Type.String({ description: 'As you wrote it.' }),
    mcc: Type.String({ examples: ['639'] }),
    desc: Type.String({ examples: ['Success'] }),
    status: Type.Enum(['SUCCESS', 'FAILED']),
    statusCode: Type.String({ description: '`0` for success; the others are listed under “Refusals”.' }),
  },
  { title: 'MessagingResult', additionalProperties: false },
);

export const MessagingError = Type.Object(
  {
    timestamp: Type.String({ examples: ['2026-11-21T19:30:00.335+00:00'] }),
    status: Type.String({ examples: ['403'] }),
    error: Type.String({ examples: ['Forbidden'] }),
    message: Type.String(),
    path: Type.String({ examples: ['/api/messaging/sendsms'] }),
  },
  { title: 'MessagingError', additionalProperties: false },
);

const { refId, linkId, messageType, from, message } = MessagingMessage.properties;

const Many = Type.Object(
  {
    from,
    to: Type.Union([Type.Array(Type.String()), Type.String()], {
      description: 'A list of numbers, or numbers between commas.',
    }),
    message,
    refId,
    linkId,
    messageType,
  },
  { title: 'MessagingManyRecipients', description: 'One text to many numbers.' },
);

export const MessagingBatch = Type.Union([
  Type.Array(Type.Union([MessagingMessage, Many])),
  Many,
  Type.Object(
    {
      messages: Type.Array(Type.Union([MessagingMessage, Many])),
      from: Type.Optional(Type.String({ description: 'For messages without one.' })),
      message: Type.Optional(Type.String({ description: 'For messages without one.' })),
      messageType,
    },
    { title: 'MessagingWrapper', description: 'A wrapper with what its messages have in common.' },
  ),
]);

export const MessagingBalance = Type.Object(
  {
    balance: Type.String({ examples: ['3137.5598'] }),
    currency: Type.String({ examples: ['KES'] }),
    statusCode: Type.Literal('0'),
    status: Type.Literal('SUCCESS'),
    desc: Type.String(),
    timestamp: Type.String(),
  },
  { title: 'MessagingBalance', additionalProperties: false },
);
