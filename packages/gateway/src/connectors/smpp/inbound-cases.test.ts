import { decodePdu, encodeGsm7, encodePdu, type PduInput, type PduOf, parseReceipt } from '@ujumbe/smpp';
import { describe, expect, test } from 'vitest';
import cases from './inbound.cases.json' with { type: 'json' };
import { inboundOverridesOf, toInboundMo } from './mo.ts';
import { toInboundReceipt } from './receipts.ts';
import { testSettings } from './test-settings.ts';

type GivenPdu = {
  command?: string;
  shortMessage?: string;
  hex?: string;
  messagePayload?: string;
  tlvs?: object;
};
type Case = {
  label: string;
  settings?: Record<string, unknown>;
  pdu: GivenPdu;
  receipt?: object;
  mo?: object;
};

/** The PDU of a case, as it arrives: through octets, so that every field is there. */
function received(given: GivenPdu): PduOf<'deliver_sm' | 'data_sm'> {
  const { shortMessage, hex, messagePayload, tlvs, ...fields } = given;
  const pdu = {
    command: 'deliver_sm',
    sequence: 1,
    sourceAddr: '254700000001',
    sourceAddrTon: 1,
    destinationAddr: '20166',
    ...fields,
    ...(shortMessage === undefined ? undefined : { shortMessage: encodeGsm7(shortMessage) }),
    ...(hex === undefined ? undefined : { shortMessage: Buffer.from(hex, 'hex') }),
    tlvs: {
      ...tlvs,
      ...(messagePayload === undefined ? undefined : { messagePayload: encodeGsm7(messagePayload) }),
    },
  };
  return decodePdu(encodePdu(pdu as PduInput<'deliver_sm'>)) as PduOf<'deliver_sm' | 'data_sm'>;
}

function read({ settings: overrides, pdu: given }: Case) {
  const settings = testSettings(overrides);
  const pdu = received(given);
  const inboundOverrides = inboundOverridesOf(settings);
  const receipt = parseReceipt(pdu, { sniffText: settings.sniffReceiptText, inboundOverrides });
  return receipt === null
    ? { mo: toInboundMo(pdu, 7, settings, inboundOverrides, 0) }
    : { receipt: toInboundReceipt(receipt, pdu, 7, settings) };
}

describe('a receipt', () => {
  test.each(cases.receipts as Case[])('$label', (given) => {
    expect(read(given)).toMatchObject({ receipt: { connectorId: 7, ...given.receipt } });
  });
});

describe('an MO', () => {
  test.each(cases.mos as Case[])('$label', (given) => {
    expect(read(given)).toMatchObject({ mo: { connectorId: 7, ...given.mo } });
  });
});
