import { Type } from 'typebox';
import type { UssdReply } from '#core/ussd.ts';
import { UnreadableHop, type UssdAdapter, type UssdHttpAnswer } from '#core/ussd-adapter.ts';
import { emptyAnswer, jsonAnswer } from '../answers.ts';
import { boundedMsisdn, boundedName, boundedNetwork, boundedText } from '../bounded.ts';
import { readDialled } from '../read-dialled.ts';
import { readJsonBody } from '../read-json-body.ts';

/** Arkesel Ghana: JSON with a flag for a new session; the answer carries the same session, user and number. */
export const arkesel: UssdAdapter = {
  id: 'arkesel',
  methods: ['POST'],
  settings: Type.Object({}, { additionalProperties: false }),
  read: ({ body }) => {
    const fields = readJsonBody(body);
    const session = boundedName('session', fields.text('sessionID'), 'sessionID');
    const userID = boundedText('name', fields.text('userID') ?? '', 'userID');
    const msisdn = boundedMsisdn(fields.text('msisdn'), 'msisdn');
    const hop = { session, msisdn, step: null, network: boundedNetwork(fields.text('network')) };
    const isNew = fields.flag('newSession');
    if (isNew === null) throw new UnreadableHop('newSession must be true or false.');
    return {
      event: isNew
        ? { ...hop, kind: 'begin', dialled: readDialled(fields.text('userData'), 'userData') }
        : { ...hop, kind: 'continue', text: boundedText('text', fields.text('userData'), 'userData') },
      render: (reply) => render({ sessionID: session, userID, msisdn }, reply),
    };
  },
};

function render(echoed: object, reply: UssdReply | null): UssdHttpAnswer {
  if (reply === null) return emptyAnswer();
  return jsonAnswer({ ...echoed, message: reply.text, continueSession: reply.action === 'con' });
}
