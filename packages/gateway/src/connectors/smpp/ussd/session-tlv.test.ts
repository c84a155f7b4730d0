import { decodePdu, encodePdu, type PduInput } from '@ujumbe/smpp';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ussdDialects } from './dialects.ts';
import {
  hasEndBit,
  ownSessionOctets,
  sessionKey,
  sessionOctets,
  tlvOctets,
  withEndBit,
} from './session-tlv.ts';

const { generic, mica } = ussdDialects;
const MSISDN = '254700000001';
const hex = (text: string) => Buffer.from(text, 'hex');

/** TLVs as they arrive: through octets. */
function received(tag: number, value: Buffer) {
  const pdu: PduInput<'deliver_sm'> = {
    command: 'deliver_sm',
    sequence: 1,
    tlvs: { unknown: [{ tag, value }] },
  };
  return decodePdu(encodePdu(pdu)).tlvs;
}

describe('the octets of a TLV', () => {
  test.each([
    ['an integer', 0x1383, '1234', '1234'],
    ['an integer with zeros', 0x1383, '0001', '0001'],
    ['an integer written narrower', 0x1383, '34', '0034'],
    ['an integer written wider', 0x1383, '00012345', '00012345'],
    ['an integer too wide to be one', 0x1383, '0102030405', '0102030405'],
    ['octets', 0x0424, 'c0ffee', 'c0ffee'],
    ['a text with its NUL', 0x001e, '616200', '616200'],
    ['a tag of a vendor', 0x1401, '0a0b0c0d', '0a0b0c0d'],
  ])('%s', (_label, tag, given, expected) => {
    expect(tlvOctets(received(tag, hex(given)), tag)?.toString('hex')).toBe(expected);
  });

  test('are none where it is not there', () => {
    expect(tlvOctets(undefined, 0x1383)).toBeNull();
    expect(tlvOctets({}, 0x1401)).toBeNull();
  });

  test('outlive the frame they came in', () => {
    const frame = hex('1234');
    const octets = tlvOctets({ unknown: [{ tag: 0x1401, value: frame }] }, 0x1401);
    frame.fill(0);
    expect(octets?.toString('hex')).toBe('1234');
  });
});

test.each(['', '00'.repeat(33)])('%j is no session id', (given) => {
  expect(sessionOctets(received(0x1401, hex(given)), { ...generic, sessionTlv: 0x1401 })).toBeNull();
});

describe('the name of a session', () => {
  test.each([
    ['by the TLV without its end bit', generic, '1235', MSISDN, '1234'],
    ['the longer TLV whole but for the bit', generic, 'ffffffffffffffff', MSISDN, 'fffffffffffffffe'],
    ['by the first octet alone', { ...generic, sessionMask: 0xff00 }, '1235', MSISDN, '1200'],
    ['with the subscriber', mica, '0007', MSISDN, `${MSISDN}:0007`],
    ['by the subscriber where there is no TLV', generic, null, MSISDN, MSISDN],
    ['by the subscriber alone', { ...generic, identity: 'msisdn' }, '1235', MSISDN, MSISDN],
    ['without a subscriber', generic, '1235', '', '1234'],
    ['nothing to go by', mica, '0007', '', null],
    ['nothing at all', generic, null, '', null],
  ] as const)('%s', (_label, dialect, octets, msisdn, expected) => {
    expect(sessionKey(octets === null ? null : hex(octets), msisdn, dialect)).toBe(expected);
  });
});

describe('the end bit', () => {
  const anySession = fc.uint8Array({ minLength: 1, maxLength: 32 }).map((bytes) => Buffer.from(bytes));

  test('is set at the end and at no other time, and the name stays', () => {
    fc.assert(
      fc.property(anySession, fc.boolean(), (octets, ends) => {
        const before = octets.toString('hex');
        const written = withEndBit(octets, ends, generic);
        expect(hasEndBit(written, generic)).toBe(ends);
        expect(sessionKey(written, MSISDN, generic)).toBe(sessionKey(octets, MSISDN, generic));
        expect(octets.toString('hex')).toBe(before);
      }),
    );
  });

  test('is a bit like any where the dialect has none', () => {
    fc.assert(
      fc.property(anySession, fc.boolean(), (octets, ends) => {
        expect(withEndBit(octets, ends, mica)).toEqual(octets);
        expect(hasEndBit(octets, mica)).toBe(false);
      }),
    );
  });
});

test('session ids of our own are as many as the TLV holds, and none ends its session', () => {
  const ids = Array.from({ length: 0x8000 }, (_, number) => ownSessionOctets(number, generic));
  expect(new Set(ids.map((id) => id?.toString('hex'))).size).toBe(0x8000);
  expect(ids.every((id) => id?.length === 2 && !hasEndBit(id, generic))).toBe(true);
  expect(ownSessionOctets(0x8000, generic)).toEqual(ids[0]);
  expect(ownSessionOctets(0x12345, mica)?.toString('hex')).toBe('2345');
  expect(ownSessionOctets(0x12345, { ...mica, sessionTlv: 0x1401 })?.toString('hex')).toBe('00012345');
  expect(ownSessionOctets(1, ussdDialects['msisdn-only'])).toBeNull();
});
