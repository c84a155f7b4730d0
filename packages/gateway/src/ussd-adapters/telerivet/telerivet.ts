import { Type } from 'typebox';
import type { UssdReply } from '#core/ussd.ts';
import { UnreadableHop, type UssdAdapter, type UssdHttpAnswer } from '#core/ussd-adapter.ts';
import { emptyAnswer, jsonAnswer } from '../answers.ts';
import { boundedMsisdn, boundedName, boundedText } from '../bounded.ts';
import { readDialled } from '../read-dialled.ts';
import { readJsonBody } from '../read-json-body.ts';

/**
 * Telerivet runs USSD in scripts of its own: ours, `proxy-script.js`, passes every step on to this address. The dialect is
 * therefore ours too. `input` is null at first and what was typed later; `step` counts from 0.
 */
export const telerivet: UssdAdapter = {
  id: 'telerivet',
  methods: ['POST'],
  settings: Type.Object({}, { additionalProperties: false }),
  read: ({ body }) => {
    const fields = readJsonBody(body);
    if (fields.text('v') !== '1') throw new UnreadableHop('v must be 1, the version of the proxy script.');
    const hop = {
      session: boundedName('session', fields.text('session'), 'session'),
      msisdn: boundedMsisdn(fields.text('from'), 'from'),
      step: boundedName('step', fields.text('step'), 'step'),
      network: null,
    };
    const input = fields.text('input');
    return {
      event:
        input === null
          ? { ...hop, kind: 'begin', dialled: readDialled(fields.text('to'), 'to') }
          : { ...hop, kind: 'continue', text: boundedText('text', input, 'input') },
      render,
    };
  },
};

function render(reply: UssdReply | null): UssdHttpAnswer {
  if (reply === null) return emptyAnswer();
  return jsonAnswer({ text: reply.text, action: reply.action === 'con' ? 'continue' : 'end' });
}
