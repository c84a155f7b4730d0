import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodePdu } from '../codec/decode.ts';
import { encodePdu } from '../codec/encode.ts';
import type { MessagePdu } from '../pdu/pdu.ts';
import { decodeShortMessage } from './decode-short-message.ts';
import {
  chooseEncoding,
  dataCodingFor,
  defaultEncodingProfile,
  type EncodingProfile,
} from './encoding-profile.ts';
import { joinParts, type MessagePart, partPosition } from './reassemble.ts';
import { type Segment, segmentMessage } from './segment.ts';
import type { LongMethod } from './split.ts';
import { parseUdh } from './udh.ts';

/** The deliver_sm an SMSC would make of a segment, through the codec. */
function deliver(segment: Segment, dataCoding: number): MessagePdu {
  const frame = encodePdu({
    command: 'deliver_sm',
    sequence: 1,
    dataCoding,
    esmClass: segment.esmClassUdhi ? 0x40 : 0,
    shortMessage: segment.shortMessage,
    tlvs: segment.tlvs,
  });
  return decodePdu(frame) as MessagePdu;
}

function receive(segments: readonly Segment[], dataCoding: number, dc0: EncodingProfile['dc0']) {
  const inboundOverrides = { 0: dc0 === 'gsm' ? 'gsm' : dc0 } as const;
  return segments.map((segment) => {
    const pdu = deliver(segment, dataCoding);
    const decoded = decodeShortMessage(pdu, { inboundOverrides });
    const position = partPosition(pdu, decoded.udh);
    const part: MessagePart = { sequence: position?.sequence ?? 1, ...decoded };
    return { part, position, text: decoded.text };
  });
}

describe('segmentMessage', () => {
  it('puts an 8-bit header before each part', () => {
    const [first, second] = segmentMessage('a'.repeat(200), { encoding: 'gsm7', reference: 0x2a });
    expect(first?.shortMessage.subarray(0, 6).toString('hex')).toBe('0500032a0201');
    expect(second?.shortMessage.subarray(0, 6).toString('hex')).toBe('0500032a0202');
    expect(first).toMatchObject({ esmClassUdhi: true, text: 'a'.repeat(153) });
    expect(first?.shortMessage).toHaveLength(159);
  });

  it('puts a 16-bit header before each part', () => {
    const [first] = segmentMessage('a'.repeat(200), { encoding: 'gsm7', reference: 0x012a, method: 'udh16' });
    expect(first?.shortMessage.subarray(0, 7).toString('hex')).toBe('060804012a0201');
  });

  it('names the parts by TLVs with sar', () => {
    const [, second] = segmentMessage('ы'.repeat(100), { encoding: 'ucs2', reference: 300, method: 'sar' });
    expect(second).toMatchObject({
      esmClassUdhi: false,
      tlvs: { sarMsgRefNum: 300, sarTotalSegments: 2, sarSegmentSeqnum: 2 },
    });
    expect(second?.shortMessage).toHaveLength(66);
  });

  it('sends a long payload as one, a short one as short_message', () => {
    const [long, ...none] = segmentMessage('a'.repeat(500), {
      encoding: 'gsm7',
      reference: 1,
      method: 'payload',
    });
    expect(none).toEqual([]);
    expect(long?.shortMessage).toHaveLength(0);
    expect(long?.tlvs?.messagePayload).toHaveLength(500);
    const [short] = segmentMessage('hello', { encoding: 'gsm7', reference: 1, method: 'payload' });
    expect(short).toEqual({ shortMessage: Buffer.from('hello'), esmClassUdhi: false, text: 'hello' });
  });

  it('refuses more than 255 parts', () => {
    expect(() => segmentMessage('a'.repeat(153 * 255 + 1), { encoding: 'gsm7', reference: 1 })).toThrow(
      '256 parts',
    );
  });

  it('comes back whole from any method, alphabet and order', () => {
    const text = fc.string({
      unit: fc.constantFrom('a', '€', 'é', ' ', 'Jambo ', 'ж', '😀', '['),
      minLength: 1,
      maxLength: 600,
    });
    const method = fc.constantFrom<LongMethod>('udh8', 'udh16', 'sar', 'payload');
    const dc0 = fc.constantFrom<EncodingProfile['dc0']>('gsm', 'gsm-packed', 'latin1', 'ascii', 'utf8');
    fc.assert(
      fc.property(
        text,
        method,
        dc0,
        fc.nat(0xffff),
        fc.infiniteStream(fc.nat()),
        (whole, by, alphabet, reference, keys) => {
          const encoding = chooseEncoding(whole, alphabet);
          const segments = segmentMessage(whole, {
            method: by,
            encoding,
            reference,
            profile: { dc0: alphabet },
          });
          const received = receive(segments, dataCodingFor(encoding), alphabet)
            .map((one) => ({ one, key: keys.next().value }))
            .sort((a, b) => a.key - b.key)
            .map(({ one }) => one);
          const joined = joinParts(
            received.map(({ part }) => part),
            segments.length,
          );
          // A last packed octet with seven spare bits reads as one more '@'; the length tells in PDU mode, not in SMPP.
          expect(alphabet === 'gsm-packed' ? joined.text.replaceAll('@', '') : joined.text).toBe(whole);
          expect(joined).toMatchObject({ complete: true, missing: [] });
          if (segments.length > 1) {
            expect(new Set(received.map(({ position }) => position?.reference)).size).toBe(1);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('parseUdh', () => {
  it.each([
    ['an empty body', '', { headerLength: 0 }],
    ['a length beyond the body', '0a0003010201', { headerLength: 0 }],
    [
      'concatenation behind an unknown element',
      '087001ff0003050302',
      { headerLength: 9, concat: { reference: 5, total: 3, sequence: 2, bits: 8 } },
    ],
    ['a sequence above the total', '050003010203', { headerLength: 6 }],
    ['a sequence of 0', '050003010200', { headerLength: 6 }],
    ['ports', '06050423f40000', { headerLength: 7, ports: { destination: 0x23f4, source: 0 } }],
    ['national shifts', '06240103250101', { headerLength: 7, singleShift: 3, lockingShift: 1 }],
    ['an element that reaches beyond the header', '0400050102', { headerLength: 5 }],
  ])('reads %s', (_label, hex, expected) => {
    expect(parseUdh(Buffer.from(hex, 'hex'))).toEqual(expected);
  });
});

describe('flash', () => {
  it('is asked for by data_coding, or left to the TLV', () => {
    const subunit = { ...defaultEncodingProfile, flashBy: 'subunit' } as const;
    expect([
      dataCodingFor('gsm7', defaultEncodingProfile, true),
      dataCodingFor('ucs2', defaultEncodingProfile, true),
    ]).toEqual([0x10, 0x18]);
    expect([dataCodingFor('gsm7', subunit, true), dataCodingFor('ucs2', subunit, true)]).toEqual([0, 8]);
  });
});
