import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type FinalStateName, messageState } from '#core/message-state.ts';
import type { DlrFacts } from '../job.ts';
import { callbackTimeIn } from './callback-time.ts';
import cases from './dlr.cases.json' with { type: 'json' };
import { dlrBody } from './dlr.ts';

const writeTime = callbackTimeIn('Africa/Nairobi');

const sample: DlrFacts = {
  kind: 'dlr',
  subjectId: '0bc5be98-5322-4cf3-ac02-303165997da5',
  accountId: 1,
  msisdn: '254712345678',
  sender: 'TIARA',
  refId: '09wiwu088e',
  family: 'sdp',
  state: messageState.delivered,
  reason: '',
  finalAt: Date.parse('2019-02-05T15:27:39.878Z'),
};

test.each(cases)('$id $label', ({ facts, body }) => {
  const { state, finalAt, ...rest } = facts;
  const given = {
    ...sample,
    ...rest,
    state: messageState[state as FinalStateName],
    ...(finalAt === undefined ? {} : { finalAt: Date.parse(finalAt) }),
  } as DlrFacts;
  expect(dlrBody(given, writeTime)).toBe(body);
});

test('is valid JSON with exactly the seven keys, whatever was written', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary' }),
      fc.string(),
      fc.string({ unit: 'binary' }),
      (sender, refId, reason) => {
        const body = JSON.parse(dlrBody({ ...sample, sender, refId, reason }, writeTime));
        expect(Object.keys(body)).toEqual([
          'msgId',
          'from',
          'to',
          'refId',
          'status',
          'statusReason',
          'deliveryTime',
        ]);
        expect([body.to, body.refId, body.statusReason]).toEqual([
          sender,
          refId,
          reason || 'DeliveredToTerminal',
        ]);
      },
    ),
  );
});

test('a state that is not final is never told', () => {
  expect(() => dlrBody({ ...sample, state: messageState.enroute }, writeTime)).toThrow(/not final/);
});
