import { encodePdu, type PduOf, type Tlvs } from '@ujumbe/smpp';
import { expect, it } from 'vitest';
import { eventually, newEsme, newSimulator } from '../../../test/world.ts';
import type { Esme } from '../../esme.ts';
import type { Simulator } from '../../simulator.ts';
import type { SmppFrontSettings } from './smpp-front.ts';

const phone = '254712345678';
const code = '*123#';

async function start(
  settings: Partial<SmppFrontSettings> = {},
): Promise<{ simulator: Simulator; esme: Esme }> {
  const simulator = await newSimulator();
  simulator.ussd.addFront('operator', { adapter: 'smpp', systemId: 'esme', timeoutMs: 5_000, ...settings });
  return { simulator, esme: await newEsme(simulator) };
}

const hops = (esme: Esme): PduOf<'deliver_sm'>[] => esme.received.map(({ pdu }) => pdu);

/** What the gateway submits; a screen over SMPP is a request of its own. */
function submit(esme: Esme, op: number, text: string, tlvs: Tlvs = {}, more: object = {}) {
  return esme.session?.request({
    command: 'submit_sm',
    serviceType: 'USSD',
    sourceAddrTon: 0,
    sourceAddrNpi: 1,
    sourceAddr: code,
    destAddrTon: 1,
    destAddrNpi: 1,
    destinationAddr: phone,
    dataCoding: 15,
    shortMessage: Buffer.from(text, 'latin1'),
    tlvs: { ussdServiceOp: op, ...tlvs },
    ...more,
  });
}

const sessionOf = (pdu: PduOf<'deliver_sm'> | undefined): number => pdu?.tlvs?.itsSessionInfo ?? -1;

it('carries a dialogue, byte for byte', async () => {
  const { simulator, esme } = await start();
  const dialled = simulator.ussd.dial(phone, code);
  await eventually(() => hops(esme).length).toBe(1);
  const [begin] = hops(esme);
  const number = sessionOf(begin);
  const session = number.toString(16).padStart(4, '0');
  expect(number & 1).toBe(0);
  expect(begin && encodePdu({ ...begin, sequence: 1 }).toString('hex')).toBe(
    `00000046000000050000000000000001555353440001013235343731323334353637380000012a3132332300000000000000000f00052a3132332305010001011383\
0002${session}`,
  );
  await submit(esme, 2, 'Welcome\n1. Balance', { itsSessionInfo: number });
  expect(await dialled).toEqual({ text: 'Welcome\n1. Balance', open: true });
  const answered = simulator.ussd.answer(phone, '1');
  await eventually(() => hops(esme).length).toBe(2);
  const reply = hops(esme)[1];
  expect(reply && encodePdu({ ...reply, sequence: 3 }).toString('hex')).toBe(
    `00000042000000050000000000000003555353440001013235343731323334353637380000012a3132332300000000000000000f0001310501000112138300\
02${session}`,
  );
  await submit(esme, 17, 'Bye', { itsSessionInfo: number | 1 });
  expect(await answered).toEqual({ text: 'Bye', open: false });
  expect(simulator.inbox(phone).messages).toEqual([]);
});
