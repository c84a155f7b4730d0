import { Type } from 'typebox';
import type { UssdEvent, UssdReply } from '#core/ussd.ts';
import { UnreadableHop, type UssdAdapter, type UssdHttpAnswer } from '#core/ussd-adapter.ts';
import { emptyAnswer, jsonAnswer } from '../answers.ts';
import { boundedMsisdn, boundedName, boundedNetwork, boundedText } from '../bounded.ts';
import type { Fields } from '../fields.ts';
import { readDialled } from '../read-dialled.ts';
import { readJsonBody } from '../read-json-body.ts';

/**
 * Hubtel Ghana, programmable services: JSON with a Type and a Sequence, which a repetition has again. Sessions are kept here, so
 * ClientState stays empty.
 */
export const hubtel: UssdAdapter = {
  id: 'hubtel',
  methods: ['POST'],
  settings: Type.Object(
    {
      labels: Type.Boolean({
        default: false,
        description: 'Answer Label, DataType and FieldType too, which services with app and web want.',
      }),
    },
    { additionalProperties: false },
  ),
  read: ({ body }, { labels }) => {
    const event = readEvent(readJsonBody(body));
    return { event, render: (reply) => render(event.session, reply, labels === true) };
  },
};

function readEvent(fields: Fields): UssdEvent {
  const sequence = fields.text('Sequence');
  const hop = {
    session: boundedName('session', fields.text('SessionId'), 'SessionId'),
    msisdn: boundedMsisdn(fields.text('Mobile'), 'Mobile'),
    step: sequence === null ? null : boundedName('step', sequence, 'Sequence'),
    network: boundedNetwork(fields.text('Operator')),
  };
  switch (fields.text('Type')?.toLowerCase()) {
    case 'initiation':
      return { ...hop, kind: 'begin', dialled: readDialled(dialledOf(fields), 'Message') };
    case 'response':
      return { ...hop, kind: 'continue', text: boundedText('text', fields.text('Message'), 'Message') };
    case 'release':
      return { ...hop, kind: 'end', reason: 'user' };
    case 'timeout':
      return { ...hop, kind: 'end', reason: 'timeout' };
    default:
      throw new UnreadableHop('Type must be Initiation, Response, Release or Timeout.');
  }
}

function dialledOf(fields: Fields): string | null {
  return fields.text('Message') || fields.text('ServiceCode');
}

function render(session: string, reply: UssdReply | null, labels: boolean): UssdHttpAnswer {
  if (reply === null) return emptyAnswer();
  const waits = reply.action === 'con';
  return jsonAnswer({
    SessionId: session,
    Type: waits ? 'response' : 'release',
    Message: reply.text,
    ClientState: '',
    ...(labels ? labelsOf(reply.text, waits) : undefined),
  });
}

function labelsOf(text: string, waits: boolean): object {
  return { Label: text.split('\n', 1)[0], DataType: waits ? 'input' : 'display', FieldType: 'text' };
}
