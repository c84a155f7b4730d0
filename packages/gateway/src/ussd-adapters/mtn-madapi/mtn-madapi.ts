import { Type } from 'typebox';
import type { UssdEvent, UssdReply } from '#core/ussd.ts';
import { UnreadableHop, type UssdAdapter, type UssdHttpAnswer } from '#core/ussd-adapter.ts';
import { emptyAnswer, jsonAnswer } from '../answers.ts';
import { boundedMsisdn, boundedName, boundedText } from '../bounded.ts';
import type { Fields } from '../fields.ts';
import { readDialled } from '../read-dialled.ts';
import { readJsonBody } from '../read-json-body.ts';

/** The USSD API of MTN's MADAPI, version 1: JSON, the kind of a message as a digit. */
export const mtnMadapi: UssdAdapter = {
  id: 'mtn-madapi',
  methods: ['POST'],
  settings: Type.Object({}, { additionalProperties: false }),
  read: ({ body }) => {
    const fields = readJsonBody(body);
    const event = readEvent(fields);
    const serviceCode = boundedText('dialled', fields.text('serviceCode') ?? '', 'serviceCode');
    return { event, render: (reply) => render(event, serviceCode, reply) };
  },
};

function readEvent(fields: Fields): UssdEvent {
  const hop = {
    session: boundedName('session', fields.text('sessionId'), 'sessionId'),
    msisdn: boundedMsisdn(fields.text('msisdn'), 'msisdn'),
    step: null,
    network: null,
  };
  switch (fields.text('messageType')) {
    case '0':
      return { ...hop, kind: 'begin', dialled: readDialled(dialledOf(fields), 'ussdString') };
    case '1':
      return { ...hop, kind: 'continue', text: boundedText('text', fields.text('ussdString'), 'ussdString') };
    case '2':
    case '4':
      return { ...hop, kind: 'end', reason: 'user' };
    case '5':
      return { ...hop, kind: 'end', reason: 'timeout' };
    default:
      throw new UnreadableHop(
        'messageType must be 0 (begin), 1 (continue), 2 (end), 4 (cancel) or 5 (timeout).',
      );
  }
}

function dialledOf(fields: Fields): string | null {
  return fields.text('ussdString') || fields.text('serviceCode');
}

/** The transaction is named by the session: what MTN's support quotes is found in our search. */
function render(event: UssdEvent, serviceCode: string, reply: UssdReply | null): UssdHttpAnswer {
  if (reply === null) return emptyAnswer();
  const waits = reply.action === 'con';
  return jsonAnswer({
    statusCode: '0000',
    statusMessage: 'Success',
    transactionId: event.session,
    data: {
      inboundResponse: reply.text,
      userInputRequired: waits,
      messageType: waits ? 1 : 2,
      serviceCode,
      msisdn: event.msisdn,
    },
    _link: { self: { href: '' } },
  });
}
