import { Type } from 'typebox';
import type { JsonSchema } from './hoist-titled.ts';
import { type Media, media, type Operation } from './operation.ts';

const DeliveryReceipt = Type.Object(
  {
    msgId: Type.String({ format: 'uuid', description: 'The id the message was given.' }),
    from: Type.String({
      description: 'The recipient’s number: the receipt reads as if the handset answered.',
    }),
    to: Type.String({ description: 'The sender the message was sent from.' }),
    refId: Type.String({ description: 'Your own reference.' }),
    status: Type.String({
      description:
        '`DeliveredToTerminal`, `DELIVRD`, `DeliveryImpossible`, `UNDELIV`, `EXPIRED`, `SenderName Blacklisted` or `REJECTED`.',
    }),
    statusReason: Type.String(),
    deliveryTime: Type.String({ examples: ['2026-11-21 19:30:03.101'] }),
  },
  { title: 'DeliveryReceipt', additionalProperties: false },
);

const ReceivedMessage = Type.Object(
  {
    msgId: Type.String({ examples: ['234223'] }),
    from: Type.String({ description: 'The subscriber’s number.' }),
    to: Type.String({ description: 'The short code it was sent to.' }),
    refId: Type.Optional(Type.Union([Type.String(), Type.Null()])),
    message: Type.String(),
    linkId: Type.Union([Type.String(), Type.Null()], { description: 'Give it back in a reply.' }),
    receiveTime: Type.String({ examples: ['2026-11-21 19:30:03.101'] }),
  },
  { title: 'ReceivedMessage', additionalProperties: false },
);

/** What is sent to the application of the customer, who answers with any 2xx. */
export function webhooks(schemas: Record<string, JsonSchema>): Record<string, { post: Operation }> {
  const describe = (
    operationId: string,
    summary: string,
    description: string,
    body: Media,
  ): { post: Operation } => ({
    post: {
      operationId,
      tags: ['Compatible API'],
      summary,
      description,
      requestBody: { required: true, content: { 'application/json': body } },
      responses: { '2XX': { description: 'Taken. Anything else is tried again later.' } },
    },
  });
  return {
    deliveryReceipt: describe(
      'deliveryReceipt',
      'Delivery receipt',
      'Posted to your receipt address when a message has reached its final state.',
      media(
        DeliveryReceipt,
        {
          msgId: '0bc5be98-5322-4cf3-ac02-303165997da5',
          from: '254712345678',
          to: 'TIARA',
          refId: '09wiwu088e',
          status: 'DeliveredToTerminal',
          statusReason: 'DeliveredToTerminal',
          deliveryTime: '2026-11-21 19:30:03.101',
        },
        schemas,
      ),
    ),
    receivedMessage: describe(
      'receivedMessage',
      'Received message (MO)',
      'Posted to your address when a subscriber writes to your short code.',
      media(
        ReceivedMessage,
        {
          msgId: '234223',
          from: '254712345678',
          to: '22888',
          refId: 'null',
          message: 'JOIN',
          linkId: null,
          receiveTime: '2026-11-21 19:30:03.101',
        },
        schemas,
      ),
    ),
  };
}
