import { describe, expect, it } from 'vitest';
import { decodePdu } from '../codec/decode.ts';
import { encodePdu } from '../codec/encode.ts';
import type { PduOf } from '../pdu/pdu.ts';
import cases from './decode-short-message.cases.json' with { type: 'json' };
import { decodeShortMessage, type InboundOverrides } from './decode-short-message.ts';

interface Case {
  label: string;
  dataCoding: number;
  esmClass?: number;
  hex: string;
  text: string;
  encoding: string;
  overrides?: InboundOverrides;
}

describe('decodeShortMessage', () => {
  it.each(cases as Case[])('$label', ({ dataCoding, esmClass = 0, hex, text, encoding, overrides }) => {
    const octets = Buffer.from(hex, 'hex');
    const short = decodePdu(encodePdu({ command: 'deliver_sm', dataCoding, esmClass, shortMessage: octets }));
    const payload = decodePdu(
      encodePdu({ command: 'data_sm', dataCoding, esmClass, tlvs: { messagePayload: octets } }),
    );
    for (const pdu of [short as PduOf<'deliver_sm'>, payload as PduOf<'data_sm'>]) {
      expect(decodeShortMessage(pdu, { inboundOverrides: overrides })).toMatchObject({ text, encoding });
    }
  });

  it('reads message_payload only when short_message is empty', () => {
    const both = decodePdu(
      encodePdu({
        command: 'submit_sm',
        shortMessage: Buffer.from('short'),
        tlvs: { messagePayload: Buffer.from('payload') },
      }),
    ) as PduOf<'submit_sm'>;
    expect(decodeShortMessage(both).text).toBe('short');
  });

  it('gives the octets without the header', () => {
    const pdu = decodePdu(
      encodePdu({
        command: 'deliver_sm',
        esmClass: 0x40,
        shortMessage: Buffer.from('0500032a02016869', 'hex'),
      }),
    ) as PduOf<'deliver_sm'>;
    const { octets, udh } = decodeShortMessage(pdu);
    expect(octets.toString('latin1')).toBe('hi');
    expect(udh?.concat).toEqual({ reference: 0x2a, total: 2, sequence: 1, bits: 8 });
  });
});
