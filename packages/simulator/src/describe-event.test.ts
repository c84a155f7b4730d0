import { expect, it } from 'vitest';
import { describeEvent } from './describe-event.ts';
import type { SimulatorEvent } from './events.ts';

const message = {
  from: 'UJUMBE',
  to: '254700000001',
  text: 'a\nb',
  encoding: 'gsm7',
  flash: true,
  parts: 2,
  messageIds: ['1', '2'],
  systemId: 'esme',
  receivedAt: '2026-11-21T19:30:00.000Z',
};

const lines: [SimulatorEvent, string][] = [
  [
    { type: 'bind', systemId: 'esme', mode: 'transceiver', remote: '127.0.0.1:5' },
    'bind      esme bound as transceiver from 127.0.0.1:5',
  ],
  [{ type: 'unbind', systemId: 'esme', reason: 'the peer unbound' }, 'unbind    esme: the peer unbound'],
  [
    { type: 'bind-refused', systemId: 'esme', status: 'ESME_RINVPASWD' },
    'bind      esme refused with ESME_RINVPASWD',
  ],
  [
    { type: 'submit-refused', systemId: 'esme', from: 'A', to: '1', status: 'ESME_RSYSERR' },
    'refused   A -> 1: ESME_RSYSERR',
  ],
  [{ type: 'message', message }, 'message   UJUMBE -> 254700000001: "a\\nb" (2 parts, flash)'],
  [
    { type: 'receipt', systemId: 'esme', msisdn: '1', messageId: '7', stat: 'UNDELIV', err: '021' },
    'receipt   1 UNDELIV err 021, id 7, to esme',
  ],
  [
    { type: 'mo', systemId: 'esme', from: '1', to: '2', text: 'x', status: 'ESME_ROK' },
    'mo        1 -> 2: "x", ESME_ROK',
  ],
  [
    {
      type: 'callback',
      callback: { number: 1, at: '', method: 'POST', url: '/dlr', headers: {}, body: '{}', answered: 0 },
    },
    'callback  POST /dlr {}, answered nothing',
  ],
  [
    { type: 'ussd', msisdn: '1', sessionId: '9', serviceCode: '*1#', input: '', answer: 'CON a' },
    'ussd      1 *1# input "": "CON a"',
  ],
  [
    {
      type: 'ussd-screen',
      msisdn: '1',
      front: 'op',
      by: 'dial',
      sent: '*1#',
      screen: { text: 'a\nb', open: true },
    },
    'screen    1 op dial "*1#": "a\\nb"',
  ],
  [
    {
      type: 'ussd-screen',
      msisdn: '1',
      front: 'op',
      by: 'answer',
      sent: '1',
      screen: { text: 'Problem', open: false, error: { why: 'gone', status: 0, body: '' } },
    },
    'screen    1 op answer "1": Problem (gone)',
  ],
  [{ type: 'ussd-refused', msisdn: '1', front: 'op', why: 'too long' }, 'refused   ussd to 1 op: too long'],
];

it.each(lines)('writes $type as a line', (event, line) => {
  expect(describeEvent({ id: 1, at: '2026-11-21T19:30:00.123Z', event })).toBe(`19:30:00.123  ${line}`);
});
