import type { PduOf } from '@ujumbe/smpp';
import { describe, expect, test } from 'vitest';
import { AnswerReader } from './read-answer.ts';
import type { Part } from './submission.ts';
import { testSettings } from './test-settings.ts';

const RINVSRCADR = 0x0a;
const RMSGQFUL = 0x14;
const RINVEXPIRY = 0x62;
const RINVDCS = 0x104;

function answer(status: number, tlvs?: PduOf<'submit_sm_resp'>['tlvs']): PduOf<'submit_sm_resp'> {
  return { command: 'submit_sm_resp', sequence: 1, status, messageId: status === 0 ? 'id-1' : '', tlvs };
}

function part(text = 'hello', parts = 1): Part {
  const sms = {
    messageId: 'm',
    msisdn: '254700000001',
    sender: 'TIARA',
    text,
    flash: false,
    parts,
    expiresAt: null,
    partsDone: [],
  };
  const submission = { sms, done: () => {}, parts: [], pending: 1, halted: false, returned: true };
  return { submission, number: 1, pdu: { command: 'submit_sm', dataCoding: 0 }, resent: false, result: null };
}

describe('a full queue', () => {
  test('is about one subscriber as long as it is seldom', () => {
    const reader = new AnswerReader(testSettings());
    for (let count = 0; count < 40; count++) reader.read(part(), answer(0));
    for (let count = 0; count < 10; count++) {
      expect(reader.read(part(), answer(RMSGQFUL))).toMatchObject({ kind: 'retry', afterMs: 180_000 });
    }
  });

  test('is about us above a fifth of the last fifty answers, and no longer when others have followed', () => {
    const reader = new AnswerReader(testSettings());
    for (let count = 0; count < 10; count++) reader.read(part(), answer(RMSGQFUL));
    expect(reader.read(part(), answer(RMSGQFUL))).toEqual({ kind: 'throttled', reason: 'ESME_RMSGQFUL' });
    for (let count = 0; count < 50; count++) reader.read(part(), answer(0));
    expect(reader.read(part(), answer(RMSGQFUL))).toMatchObject({ kind: 'retry' });
  });
});

test('a refused sender calls for help when four are refused in a row', () => {
  const reader = new AnswerReader(testSettings());
  const alerts = () => [1, 2, 3, 4].map(() => reader.read(part(), answer(RINVSRCADR)));
  expect(alerts().map((result) => 'alert' in result && result.alert)).toEqual([false, false, false, true]);
  reader.read(part(), answer(0));
  expect(reader.read(part(), answer(RINVSRCADR))).toMatchObject({ kind: 'refused', alert: false });
});

test('a validity that is refused is left out once, then it is our mistake', () => {
  const reader = new AnswerReader(testSettings());
  const given = part();
  given.pdu.validityPeriod = '000001000000000R';
  expect(reader.read(given, answer(RINVEXPIRY))).toEqual({ kind: 'resend' });
  expect(given.pdu.validityPeriod).toBe('');
  expect(reader.read(given, answer(RINVEXPIRY))).toMatchObject({ kind: 'refused', alert: true });
});

test('an alphabet that is refused is changed for UCS-2 once', () => {
  const reader = new AnswerReader(testSettings());
  const given = part('hé');
  expect(reader.read(given, answer(RINVDCS))).toEqual({ kind: 'resend' });
  expect(given.pdu).toMatchObject({ dataCoding: 8, shortMessage: Buffer.from('006800e9', 'hex') });
  expect(reader.read(given, answer(RINVDCS))).toMatchObject({ kind: 'refused', reason: 'ESME_RINVDCS' });
});

test('a part of a long message keeps its alphabet', () => {
  expect(new AnswerReader(testSettings()).read(part('long', 2), answer(RINVDCS))).toMatchObject({
    kind: 'refused',
  });
});

test("the operator's words are in the reason, tidied and cut", () => {
  const additionalStatusInfoText = `Blocked\n${'!'.repeat(200)}`;
  const result = new AnswerReader(testSettings()).read(part(), answer(0x66, { additionalStatusInfoText }));
  expect(result).toMatchObject({
    kind: 'refused',
    reason: expect.stringMatching(/^ESME_RX_R_APPN Blocked !+$/),
  });
  expect('reason' in result && result.reason).toHaveLength(100);
});

test('an acceptance without an id is an acceptance', () => {
  const pdu = { ...answer(0), messageId: '' };
  expect(new AnswerReader(testSettings()).read(part(), pdu)).toEqual({ kind: 'accepted', operatorId: '' });
});

test('a generic_nack is never an acceptance', () => {
  const reader = new AnswerReader(testSettings());
  expect(reader.read(part(), { command: 'generic_nack', status: 3, sequence: 1 })).toMatchObject({
    kind: 'refused',
    alert: true,
  });
  expect(reader.read(part(), { command: 'generic_nack', status: 0, sequence: 1 })).toMatchObject({
    kind: 'retry',
  });
});
