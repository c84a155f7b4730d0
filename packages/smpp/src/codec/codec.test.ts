import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CommandId, type CommandName } from '../command-id.ts';
import { CommandStatus, commandStatusName } from '../command-status.ts';
import type { PduInput } from '../pdu/pdu.ts';
import { arbitraryPdu } from '../testdata/arbitrary-pdu.ts';
import broken from '../testdata/broken.json' with { type: 'json' };
import golden from '../testdata/golden.json' with { type: 'json' };
import { readPdu } from '../testdata/read-pdu.ts';
import { decodePdu } from './decode.ts';
import { encodePdu } from './encode.ts';
import { PduError, RecoverablePduError } from './errors.ts';

const errorOf = (act: () => unknown): unknown => {
  try {
    act();
  } catch (error) {
    return error;
  }
  return undefined;
};

describe('golden vectors', () => {
  it.each(golden)('$label', ({ hex, pdu }) => {
    const given = readPdu(pdu) as PduInput<CommandName>;
    expect(encodePdu(given).toString('hex')).toBe(hex);
    const decoded = decodePdu(Buffer.from(hex, 'hex'));
    expect(decoded).toMatchObject(given);
    expect(encodePdu(decoded as PduInput<CommandName>).toString('hex')).toBe(hex);
  });
});

describe('broken PDUs', () => {
  it.each(broken)('$label', ({ hex, status, sequence = 0 }) => {
    const error = errorOf(() => decodePdu(Buffer.from(hex, 'hex'))) as PduError;
    expect(error).toBeInstanceOf(RecoverablePduError);
    expect({ status: commandStatusName(error.status), sequence: error.sequence }).toEqual({
      status,
      sequence,
    });
  });
});

describe('mercy for peers', () => {
  const decodeHex = (hex: string) => decodePdu(Buffer.from(hex, 'hex'));

  it('reads a submit_sm_resp with status 0 and no message_id', () => {
    expect(decodeHex('00000010800000040000000000000002')).toMatchObject({ messageId: '', status: 0 });
  });

  it('reads a message_id without its NUL at the end of a response', () => {
    expect(decodeHex('000000138000000400000000000000024a4b4c')).toMatchObject({ messageId: 'JKL' });
  });

  it('reads receipted_message_id without its NUL and with several', () => {
    const bare = decodeHex('0000001780000004000000000000000200001e00024142');
    const padded = decodeHex('0000001980000004000000000000000200001e000441420000');
    expect([bare.tlvs?.receiptedMessageId, padded.tlvs?.receiptedMessageId]).toEqual(['AB', 'AB']);
  });

  it('ignores fewer than four octets after the last TLV', () => {
    expect(decodeHex('00000014800000040000000000000002000000aa')).toMatchObject({ tlvs: undefined });
  });

  it('keeps the first of a repeated TLV and the rest raw', () => {
    const { tlvs } = decodeHex('0000001b8000000400000000000000020004270001020427000105');
    expect(tlvs).toEqual({ messageState: 2, unknown: [{ tag: 0x427, value: Buffer.of(5) }] });
  });

  it('keeps a TLV of length 0 raw where a number is expected, and reads a number of another width', () => {
    const { tlvs } = decodeHex('0000001a800000040000000000000002000427000002040001' + '07');
    expect(tlvs).toEqual({ userMessageReference: 7, unknown: [{ tag: 0x427, value: Buffer.alloc(0) }] });
  });
});

describe('what does not fit is refused, never cut', () => {
  it.each<[string, PduInput<'submit_sm'>]>([
    ['an address of 21 characters', { command: 'submit_sm', destinationAddr: '1'.repeat(21) }],
    ['a character outside Latin-1', { command: 'submit_sm', sourceAddr: 'Дом' }],
    ['a NUL inside a string', { command: 'submit_sm', sourceAddr: 'a\0b' }],
    ['a number above an octet', { command: 'submit_sm', dataCoding: 256 }],
    ['a short_message of 256 octets', { command: 'submit_sm', shortMessage: Buffer.alloc(256) }],
    ['a TLV number too large', { command: 'submit_sm', tlvs: { sarMsgRefNum: 65_536 } }],
    ['a TLV of 65,536 octets', { command: 'submit_sm', tlvs: { messagePayload: Buffer.alloc(65_536) } }],
    ['an unknown TLV name', { command: 'submit_sm', tlvs: { messageStat: 1 } as object }],
  ])('%s', (_label, pdu) => {
    expect(errorOf(() => encodePdu(pdu))).toBeInstanceOf(PduError);
  });
});

describe('round trips', () => {
  it('gives back any PDU of any command with any TLVs', () => {
    fc.assert(
      fc.property(arbitraryPdu, (pdu) => {
        expect(decodePdu(encodePdu(pdu as PduInput<CommandName>))).toEqual(pdu);
      }),
      { numRuns: 1000 },
    );
  });

  it('gives null values to fields left out', () => {
    for (const command of Object.keys(CommandId) as CommandName[]) {
      const decoded = decodePdu(encodePdu({ command, sequence: 1 } as PduInput<CommandName>));
      expect(decoded).toMatchObject({ command, sequence: 1, status: CommandStatus.ESME_ROK });
    }
  });
});

it('names statuses, vendor ones by number', () => {
  expect([0x0a, 0x58, 0x410].map(commandStatusName)).toEqual([
    'ESME_RINVSRCADR',
    'ESME_RTHROTTLED',
    'ESME_0x00000410',
  ]);
});
