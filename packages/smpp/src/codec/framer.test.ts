import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CommandName } from '../command-id.ts';
import type { PduInput } from '../pdu/pdu.ts';
import { arbitraryPdu } from '../testdata/arbitrary-pdu.ts';
import { encodePdu } from './encode.ts';
import { UnrecoverablePduError } from './errors.ts';
import { Framer } from './framer.ts';

const enquire = encodePdu({ command: 'enquire_link', sequence: 3 });

describe('Framer', () => {
  it('finds the same PDUs under any chunking', () => {
    const chunking = fc.tuple(
      fc.array(arbitraryPdu, { minLength: 1, maxLength: 6 }),
      fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 20 }),
    );
    fc.assert(
      fc.property(chunking, ([pdus, sizes]) => {
        const frames = pdus.map((pdu) => encodePdu(pdu as PduInput<CommandName>));
        const stream = Buffer.concat(frames);
        const framer = new Framer();
        const found: string[] = [];
        for (let at = 0, turn = 0; at < stream.length; turn++) {
          const size = sizes[turn % sizes.length] as number;
          found.push(...framer.push(stream.subarray(at, at + size)).map((frame) => frame.toString('hex')));
          at += size;
        }
        expect(found).toEqual(frames.map((frame) => frame.toString('hex')));
        expect(framer.pendingOctets).toBe(0);
      }),
    );
  });

  it('tells how much of a PDU it holds', () => {
    const framer = new Framer();
    expect(framer.push(enquire.subarray(0, 3))).toEqual([]);
    expect(framer.pendingOctets).toBe(3);
    expect(framer.push(enquire.subarray(3, 10))).toEqual([]);
    expect(framer.pendingOctets).toBe(10);
    expect(framer.push(enquire.subarray(10))).toEqual([enquire]);
  });

  it.each([0, 15, 65_537, 0x7fffffff, 0xffffffff])('refuses a command_length of %i', (length) => {
    const bad = Buffer.alloc(16);
    bad.writeUInt32BE(length, 0);
    bad.writeUInt32BE(77, 12);
    const push = (): unknown => new Framer().push(Buffer.concat([enquire, bad]));
    expect(push).toThrow(UnrecoverablePduError);
    try {
      push();
    } catch (error) {
      const fault = error as UnrecoverablePduError;
      expect(fault.completed).toEqual([enquire]);
      expect(fault.sequence).toBe(77);
    }
  });

  it('refuses an absurd length that arrives octet by octet', () => {
    const framer = new Framer();
    framer.push(Buffer.of(0xff));
    framer.push(Buffer.of(0xff, 0xff));
    expect(() => framer.push(Buffer.of(0xff))).toThrow(UnrecoverablePduError);
  });

  it('accepts exactly the largest length set', () => {
    const framer = new Framer(20);
    const largest = Buffer.alloc(20);
    largest.writeUInt32BE(20, 0);
    expect(framer.push(largest)).toHaveLength(1);
    largest.writeUInt32BE(21, 0);
    expect(() => framer.push(largest)).toThrow('21 is outside 16..20');
  });
});
