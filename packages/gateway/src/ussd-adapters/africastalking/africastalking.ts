import { Type } from 'typebox';
import type { UssdEndReason } from '#core/ussd.ts';
import { type ReadHop, UnreadableHop, type UssdAdapter } from '#core/ussd-adapter.ts';
import { boundedMsisdn, boundedName, boundedNetwork, boundedText } from '../bounded.ts';
import type { Fields } from '../fields.ts';
import { readDialled } from '../read-dialled.ts';
import { readForm } from '../read-form.ts';
import { renderConEnd } from '../render-con-end.ts';

/**
 * Africa's Talking and those who speak as it does. A form per hop with all inputs so far, joined by `*`; screens are answered
 * `CON …` and `END …`. Its note about a session that is over may come to the same address.
 */
export const africastalking: UssdAdapter = {
  id: 'africastalking',
  methods: ['POST'],
  settings: Type.Object({}, { additionalProperties: false }),
  read: ({ body }) => {
    const form = readForm(body);
    return form.text('status') !== null && form.text('durationInMillis') !== null
      ? readEnd(form)
      : readHop(form);
  },
};

function readHop(form: Fields): ReadHop {
  return {
    event: {
      kind: 'accumulated',
      session: boundedName('session', form.text('sessionId'), 'sessionId'),
      msisdn: boundedMsisdn(form.text('phoneNumber'), 'phoneNumber'),
      step: null,
      network: boundedNetwork(form.text('networkCode')),
      serviceCode: readDialled(form.text('serviceCode'), 'serviceCode'),
      text: boundedText('inputs', form.text('text') ?? '', 'text'),
    },
    render: renderConEnd,
  };
}

function readEnd(form: Fields): ReadHop {
  const msisdn = form.text('phoneNumber');
  return {
    event: {
      kind: 'end',
      session: boundedName('session', form.text('sessionId'), 'sessionId'),
      msisdn: msisdn === null ? '' : boundedMsisdn(msisdn, 'phoneNumber'),
      step: null,
      network: boundedNetwork(form.text('networkCode')),
      reason: readReason(form.text('status') ?? ''),
    },
    render: renderConEnd,
  };
}

/** `Incomplete`: the subscriber went away from a menu, by hanging up or by silence; which of them is not told. */
function readReason(status: string): UssdEndReason {
  switch (status.toLowerCase()) {
    case 'success':
      return 'user';
    case 'incomplete':
      return 'timeout';
    case 'failed':
      return 'error';
    default:
      throw new UnreadableHop('status must be Success, Incomplete or Failed.');
  }
}
