import { Type } from 'typebox';
import type { UssdReply } from '#core/ussd.ts';
import { UnreadableHop, type UssdAdapter, type UssdHttpAnswer } from '#core/ussd-adapter.ts';
import { emptyAnswer, jsonAnswer } from '../answers.ts';
import { boundedMsisdn, boundedName, boundedNetwork, boundedText } from '../bounded.ts';
import { readDialled } from '../read-dialled.ts';
import { readJsonBody } from '../read-json-body.ts';

/**
 * Nalo Solutions, Ghana: JSON in capitals. MSGTYPE is true for a new session, and in answers for a screen that waits. Older
 * services name no session: a subscriber then has one at a time.
 */
export const nalo: UssdAdapter = {
  id: 'nalo',
  methods: ['POST'],
  settings: Type.Object({}, { additionalProperties: false }),
  read: ({ body }) => {
    const fields = readJsonBody(body);
    const msisdn = boundedMsisdn(fields.text('MSISDN'), 'MSISDN');
    const userId = boundedText('name', fields.text('USERID') ?? '', 'USERID');
    const userData = boundedText('text', fields.text('USERDATA'), 'USERDATA');
    const hop = {
      session: boundedName('session', fields.text('SESSIONID') || msisdn, 'SESSIONID'),
      msisdn,
      step: null,
      network: boundedNetwork(fields.text('NETWORK')),
    };
    const isNew = fields.flag('MSGTYPE');
    if (isNew === null) throw new UnreadableHop('MSGTYPE must be true or false.');
    return {
      event: isNew
        ? { ...hop, kind: 'begin', dialled: readDialled(userData, 'USERDATA') }
        : { ...hop, kind: 'continue', text: userData },
      render: (reply) => render({ USERID: userId, MSISDN: msisdn, USERDATA: userData }, reply),
    };
  },
};

function render(echoed: object, reply: UssdReply | null): UssdHttpAnswer {
  if (reply === null) return emptyAnswer();
  return jsonAnswer({ ...echoed, MSG: reply.text, MSGTYPE: reply.action === 'con' });
}
