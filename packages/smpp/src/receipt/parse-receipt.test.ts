import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodePdu } from '../codec/decode.ts';
import { encodePdu } from '../codec/encode.ts';
import type { PduOf } from '../pdu/pdu.ts';
import { readPdu } from '../testdata/read-pdu.ts';
import { encodeUcs2 } from '../text/ucs2.ts';
import type { Tlvs } from '../tlv.ts';
import { formatReceipt } from './format-receipt.ts';
import cases from './parse-receipt.cases.json' with { type: 'json' };
import { parseReceipt, type Receipt } from './parse-receipt.ts';
import stateCases from './state.cases.json' with { type: 'json' };
import { numberOfState, type ReceiptState, stateOfNumber, stateOfWord } from './state.ts';

interface Case {
  label: string;
  text: string;
  esmClass?: number;
  dataCoding?: number;
  udh?: string;
  tlvs?: unknown;
  sniffText?: boolean;
  utcOffsetMinutes?: number;
  receipt: Record<string, unknown> | null;
  absent?: (keyof Receipt)[];
}

function toOctets({ text, dataCoding, udh = '' }: Case): Buffer {
  const body = dataCoding === 8 ? encodeUcs2(text) : Buffer.from(text, 'latin1');
  return Buffer.concat([Buffer.from(udh, 'hex'), body]);
}

/** The case as a deliver_sm, and as a data_sm with the text in message_payload. */
function toPdus(given: Case): PduOf<'deliver_sm' | 'data_sm'>[] {
  const { esmClass = 4, dataCoding = 0 } = given;
  const tlvs = readPdu(given.tlvs ?? {}) as Tlvs;
  const octets = toOctets(given);
  return [
    encodePdu({ command: 'deliver_sm', esmClass, dataCoding, shortMessage: octets, tlvs }),
    encodePdu({ command: 'data_sm', esmClass, dataCoding, tlvs: { ...tlvs, messagePayload: octets } }),
  ].map((frame) => decodePdu(frame) as PduOf<'deliver_sm' | 'data_sm'>);
}

describe('parseReceipt', () => {
  it.each(cases as Case[])('$label', (given) => {
    const { sniffText, utcOffsetMinutes, receipt: expected, absent = [] } = given;
    for (const pdu of toPdus(given)) {
      const receipt = parseReceipt(pdu, { sniffText, utcOffsetMinutes });
      if (expected === null) {
        expect(receipt).toBeNull();
        continue;
      }
      expect(JSON.parse(JSON.stringify(receipt))).toMatchObject(expected);
      for (const name of absent) expect(receipt).not.toHaveProperty(name);
    }
  });

  it('never throws, whatever the text and the TLVs', () => {
    const word = fc.constantFrom(
      'id:',
      'stat:',
      'err:',
      'submit date:',
      'done date:',
      'text:',
      'sub:',
      ' ',
      '\r\n',
      '\0',
    );
    const text = fc
      .array(fc.oneof(word, fc.string({ maxLength: 12 })), { maxLength: 20 })
      .map((all) => all.join(''));
    const tlvs = fc.record(
      {
        receiptedMessageId: fc.string({ unit: 'binary-ascii', maxLength: 70 }),
        messageState: fc.nat(255),
        networkErrorCode: fc.uint8Array({ maxLength: 5 }).map((octets) => Buffer.from(octets)),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(text, tlvs, fc.nat(255), fc.nat(255), (words, given, esmClass, dataCoding) => {
        const shortMessage = Buffer.from(words, 'latin1').subarray(0, 254);
        const frame = encodePdu({ command: 'deliver_sm', esmClass, dataCoding, shortMessage, tlvs: given });
        const receipt = parseReceipt(decodePdu(frame) as PduOf<'deliver_sm'>, { sniffText: true });
        if (receipt !== null) expect(Array.isArray(receipt.ids)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it('takes no longer for a text made to be slow', () => {
    const text = `id:${' '.repeat(30_000)}${'submit '.repeat(3000)}`;
    const frame = encodePdu({ command: 'data_sm', esmClass: 4, tlvs: { messagePayload: Buffer.from(text) } });
    expect(parseReceipt(decodePdu(frame) as PduOf<'data_sm'>)).toMatchObject({ state: 'UNKNOWN' });
  });
});

describe('states', () => {
  it.each(Object.entries(stateCases))('%s', (state, words) => {
    for (const word of words) expect([word, stateOfWord(word)]).toEqual([word, state]);
  });

  it('agree with message_state', () => {
    expect([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map(stateOfNumber)).toEqual([
      'ENROUTE',
      'ENROUTE',
      'DELIVERED',
      'EXPIRED',
      'DELETED',
      'UNDELIVERABLE',
      'ACCEPTED',
      'UNKNOWN',
      'REJECTED',
      'SKIPPED',
      'UNKNOWN',
    ]);
  });
});

describe('formatReceipt', () => {
  const submitDate = new Date('2026-11-21T19:30:00Z');
  const doneDate = new Date('2026-11-21T19:31:59Z');

  it('writes the text of the standard', () => {
    const fields = { id: '0169552957', state: 'DELIVERED', submitDate, doneDate, text: 'Test SMS' } as const;
    expect(formatReceipt(fields)).toBe(
      'id:0169552957 sub:001 dlvrd:001 submit date:2611211930 done date:2611211931 stat:DELIVRD err:000 text:Test SMS',
    );
  });

  it('repeats at most 20 characters and takes the operator’s own words', () => {
    const fields = {
      id: 'x',
      state: 'UNDELIVERABLE',
      submitDate,
      doneDate,
      stat: 'FAILED',
      err: '1042',
    } as const;
    expect(formatReceipt({ ...fields, text: 'a'.repeat(30) })).toBe(
      `id:x sub:001 dlvrd:000 submit date:2611211930 done date:2611211931 stat:FAILED err:1042 text:${'a'.repeat(20)}`,
    );
  });

  it('is read back as written', () => {
    for (const state of Object.keys(stateCases) as ReceiptState[]) {
      const text = formatReceipt({ id: 'ab12', state, submitDate, doneDate });
      const tlvs = { receiptedMessageId: 'ab12', messageState: numberOfState(state) };
      for (const given of [{ text }, { text, tlvs }]) {
        const [pdu] = toPdus({ label: state, receipt: null, ...given });
        expect(parseReceipt(pdu as PduOf<'deliver_sm'>)).toMatchObject({ ids: ['ab12'], state, submitDate });
      }
    }
  });
});
