import { describe, expect, test } from 'vitest';
import { testSettings } from '../test-settings.ts';
import { ussdDialects } from './dialects.ts';
import { ussdDialectOf } from './ussd-settings.ts';

function dialectOf(ussd: Readonly<Record<string, unknown>>) {
  const { ussd: checked } = testSettings({ ussd });
  if (checked === undefined) throw new Error('the settings have no ussd');
  return ussdDialectOf(checked);
}

describe('the dialect of a connector', () => {
  test('is the generic one where nothing is said', () => {
    expect(dialectOf({})).toEqual(ussdDialects.generic);
  });

  test.each(['generic', 'tata', 'sixdee', 'mica', 'msisdn-only'] as const)('%s is its row', (profile) => {
    expect(dialectOf({ profile })).toEqual(ussdDialects[profile]);
  });

  test('is overridden in parts, operations one by one', () => {
    const { inOps, outOps } = ussdDialects.tata;
    expect(
      dialectOf({
        profile: 'tata',
        serviceType: 'USSDX',
        inOps: { end: [32] },
        outOps: { con: 4 },
        packed: true,
      }),
    ).toEqual({
      ...ussdDialects.tata,
      serviceType: 'USSDX',
      inOps: { ...inOps, end: [32] },
      outOps: { ...outOps, con: 4 },
      packed: true,
    });
  });

  test.each([
    ['itsSessionInfo', 0x1383],
    ['userMessageReference', 0x0204],
    [0x1401, 0x1401],
  ])('names the session by %s', (sessionTlv, tag) => {
    expect(dialectOf({ sessionTlv }).sessionTlv).toBe(tag);
  });

  test('names no session by none', () => {
    expect(dialectOf({ sessionTlv: 'none', identity: 'msisdn', endBit: false }).sessionTlv).toBeNull();
  });

  test('has the text in message_payload with data_sm', () => {
    expect(dialectOf({ outPdu: 'data_sm' }).textPlacement).toBe('message_payload');
  });
});

test('an account without ussd has none', () => {
  expect(testSettings().ussd).toBeUndefined();
});
