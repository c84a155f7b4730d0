import { Type } from 'typebox';
import type { UssdReply } from '#core/ussd.ts';
import type { UssdAdapter, UssdHttpAnswer } from '#core/ussd-adapter.ts';
import { emptyAnswer, textAnswer } from '../answers.ts';
import { boundedMsisdn, boundedName, boundedText } from '../bounded.ts';
import { fieldsOf } from '../fields.ts';
import { readDialled } from '../read-dialled.ts';

/** What can have been dialled; an answer in words was not. */
const CODE = /^[\d*#]{1,180}$/;

/**
 * Airtel over the HTTP pull of Comviva Flares 1.5: everything in the query, screens as plain text with headers that say whether
 * an answer is awaited. `input` is the code without star and hash at first, what was typed later, and nothing tells which: the
 * session has to. `clean` tells of a session that is gone. The password in the query is a matter of `auth.secret`.
 */
export const airtelFlares: UssdAdapter = {
  id: 'airtel-flares',
  methods: ['GET'],
  settings: Type.Object({}, { additionalProperties: false }),
  read: ({ query }) => {
    const fields = fieldsOf(query);
    const session = boundedName('session', fields.text('SessionID'), 'SessionID');
    const hop = { session, step: null, network: null } as const;
    if (fields.text('clean') === 'clean-session') {
      const msisdn = fields.text('MSISDN');
      return {
        event: {
          ...hop,
          kind: 'end',
          msisdn: msisdn === null ? '' : boundedMsisdn(msisdn, 'MSISDN'),
          reason: 'network',
        },
        render: renderFreeflow,
      };
    }
    const input = boundedText('text', fields.text('input'), 'input');
    return {
      event: {
        ...hop,
        kind: 'either',
        msisdn: boundedMsisdn(fields.text('MSISDN'), 'MSISDN'),
        dialled: CODE.test(input) ? readDialled(input, 'input') : '',
        text: input,
      },
      render: renderFreeflow,
    };
  },
};

/** `FC` goes on, `FB` ends. Charging is between Airtel and its subscriber: we ask for none. */
function renderFreeflow(reply: UssdReply | null): UssdHttpAnswer {
  if (reply === null) return emptyAnswer();
  return textAnswer(reply.text, { freeflow: reply.action === 'con' ? 'FC' : 'FB', charge: 'N', amount: '0' });
}
