import { expect, test } from 'vitest';
import type { OutboundSms } from '#core/connector.ts';
import cases from './encode-sms.cases.json' with { type: 'json' };
import { type SubmitSm, smsEncoder } from './encode-sms.ts';
import { testSettings } from './test-settings.ts';

type Case = {
  label: string;
  settings?: Record<string, unknown>;
  text?: string;
  repeat?: [string, number];
  sender?: string;
  flash?: boolean;
  parts?: number;
  partsDone?: number[];
  expiresInS?: number;
  refused?: string;
  pdus?: Record<string, unknown>[];
};

const NOW = Date.UTC(2026, 10, 21);

function smsOf({ text, repeat, sender, flash, parts, partsDone, expiresInS }: Case): OutboundSms {
  return {
    messageId: '019355f0-0000-7000-8000-00000000012a',
    msisdn: '254700000001',
    sender: sender ?? 'TIARA',
    text: text ?? repeat?.[0].repeat(repeat[1]) ?? '',
    flash: flash ?? false,
    parts: parts ?? 1,
    expiresAt: expiresInS === undefined ? null : NOW + expiresInS * 1000,
    partsDone: partsDone ?? [],
  };
}

/** The PDU with its octets in the forms the cases speak of. */
function describePdu(pdu: SubmitSm): Record<string, unknown> {
  const hex = pdu.shortMessage?.toString('hex') ?? '';
  return {
    ...pdu,
    hex,
    octets: hex.length / 2,
    startsWith: hex,
    payloadOctets: pdu.tlvs?.messagePayload?.length,
    unknownTlvs: pdu.tlvs?.unknown?.map(({ tag, value }) => `${tag.toString(16)}=${value.toString('hex')}`),
  };
}

test.each(cases as Case[])('$label', (given) => {
  const encode = smsEncoder(testSettings(given.settings));
  if (given.refused !== undefined) {
    expect(() => encode(smsOf(given), NOW)).toThrow(given.refused);
    return;
  }
  const wanted = (given.pdus ?? []).map((pdu) =>
    'startsWith' in pdu
      ? { ...pdu, startsWith: expect.stringMatching(new RegExp(`^${pdu.startsWith}`)) }
      : pdu,
  );
  const pdus = encode(smsOf(given), NOW).map(({ pdu }) => describePdu(pdu));
  expect(pdus).toHaveLength(wanted.length);
  for (const [index, pdu] of pdus.entries()) expect(pdu).toMatchObject(wanted[index] ?? {});
});
