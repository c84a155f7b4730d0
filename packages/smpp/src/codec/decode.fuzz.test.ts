import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { CommandName } from '../command-id.ts';
import type { MessagePdu, Pdu, PduInput } from '../pdu/pdu.ts';
import { parseReceipt } from '../receipt/parse-receipt.ts';
import { arbitraryPdu } from '../testdata/arbitrary-pdu.ts';
import { decodeShortMessage } from '../text/decode-short-message.ts';
import { partPosition } from '../text/reassemble.ts';
import { decodePdu } from './decode.ts';
import { encodePdu } from './encode.ts';
import { PduError } from './errors.ts';
import { Framer } from './framer.ts';

const PDUS = 100_000;

/** Small and fast generator, so that a failing seed can be run again. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

function mutate(frame: Buffer, random: (below: number) => number): Buffer {
  const changed = Buffer.from(frame);
  for (let change = random(6); change >= 0; change--) changed[4 + random(changed.length - 4)] = random(256);
  switch (random(4)) {
    case 0:
      return changed.subarray(0, random(changed.length + 1));
    case 1:
      return Buffer.concat([changed, Buffer.alloc(random(9), random(256))]);
    default:
      return changed;
  }
}

/** Everything that reads octets of a peer, on one PDU. */
function readAll(pdu: Pdu): void {
  if (pdu.command !== 'submit_sm' && pdu.command !== 'deliver_sm' && pdu.command !== 'data_sm') return;
  const message: MessagePdu = pdu;
  const { text, udh } = decodeShortMessage(message);
  expect(typeof text).toBe('string');
  partPosition(message, udh);
  if (message.command !== 'submit_sm') parseReceipt(message, { sniffText: true });
}

it(`survives ${PDUS} random and mutated PDUs`, { timeout: 60_000 }, () => {
  const seed = Date.now() >>> 0;
  const random = randomFrom(seed);
  const seeds = fc
    .sample(arbitraryPdu, { numRuns: 500, seed })
    .map((pdu) => encodePdu(pdu as PduInput<CommandName>));
  const counts = { decoded: 0, refused: 0 };
  for (let index = 0; index < PDUS; index++) {
    const frame =
      index % 10 === 0
        ? Buffer.from(Array.from({ length: 16 + random(60) }, () => random(256)))
        : mutate(seeds[random(seeds.length)] as Buffer, random);
    try {
      readAll(decodePdu(frame));
      counts.decoded++;
    } catch (error) {
      if (!(error instanceof PduError) || !error.recoverable) {
        throw new Error(`seed ${seed}, PDU ${index}: ${frame.toString('hex')}`, { cause: error });
      }
      counts.refused++;
    }
  }
  expect(counts.decoded + counts.refused).toBe(PDUS);
  expect(Math.min(counts.decoded, counts.refused)).toBeGreaterThan(1000);
});

it('never hands on more octets than came in, whatever the stream', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 20 }), (chunks) => {
      const framer = new Framer();
      let given = 0;
      let taken = 0;
      try {
        for (const chunk of chunks) {
          given += chunk.length;
          for (const frame of framer.push(Buffer.from(chunk))) taken += frame.length;
        }
      } catch (error) {
        expect((error as PduError).recoverable).toBe(false);
      }
      expect(taken).toBeLessThanOrEqual(given);
    }),
  );
});
