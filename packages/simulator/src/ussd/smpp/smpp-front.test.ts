import { CommandStatus, type PduOf, type ResponsePdu, type Tlvs } from '@ujumbe/smpp';
import { expect, it } from 'vitest';
import { eventually, newEsme, newSimulator } from '../../../test/world.ts';
import type { Esme, EsmeOptions } from '../../esme.ts';
import type { Simulator } from '../../simulator.ts';
import { connectionProblem } from '../front.ts';
import type { SmppFrontSettings } from './smpp-front.ts';

const phone = '254700000001';
const code = '*123#';

interface World {
  simulator: Simulator;
  esme: Esme;
}

async function start(
  settings: Partial<SmppFrontSettings> = {},
  options: Partial<EsmeOptions> = {},
): Promise<World> {
  const simulator = await newSimulator();
  simulator.ussd.addFront('operator', { adapter: 'smpp', systemId: 'esme', ...settings });
  return { simulator, esme: await newEsme(simulator, options) };
}

/** What the ESME got, once there are `count` of it. */
async function hops({ esme }: World, count: number): Promise<PduOf<'deliver_sm'>[]> {
  await eventually(() => esme.received.length).toBe(count);
  return esme.received.map(({ pdu }) => pdu);
}

/** What the gateway submits: a screen is a request of its own. */
async function submit({ esme }: World, op: number, text: string, tlvs: Tlvs = {}, more: object = {}) {
  const pdu = {
    command: 'submit_sm' as const,
    serviceType: 'USSD',
    sourceAddr: code,
    destinationAddr: phone,
    dataCoding: 15,
    shortMessage: Buffer.from(text, 'latin1'),
    tlvs: { ussdServiceOp: op, ...tlvs },
    ...more,
  };
  const answer = (await esme.session?.request(pdu)) as ResponsePdu;
  return answer.status;
}

const sessionOf = (pdus: PduOf<'deliver_sm'>[]): number => pdus.at(-1)?.tlvs?.itsSessionInfo ?? -1;
const opsOf = (pdus: PduOf<'deliver_sm'>[]): unknown[] => pdus.map(({ tlvs }) => tlvs?.ussdServiceOp);

it('shows screens on the phone and keeps them out of the inbox', async () => {
  const world = await start();
  const { simulator } = world;
  const dialled = simulator.ussd.dial(phone, code);
  const session = sessionOf(await hops(world, 1));
  expect(session & 1).toBe(0);
  expect(await submit(world, 2, 'Welcome\n1. Balance', { itsSessionInfo: session })).toBe(0);
  expect(await dialled).toEqual({ text: 'Welcome\n1. Balance', open: true });
  const answered = simulator.ussd.answer(phone, '1');
  const both = await hops(world, 2);
  expect(opsOf(both)).toEqual([1, 18]);
  expect([sessionOf(both), both[1]?.shortMessage.toString()]).toEqual([session, '1']);
  expect(await submit(world, 17, 'Bye', { itsSessionInfo: session | 1 })).toBe(0);
  expect(await answered).toEqual({ text: 'Bye', open: false });
  expect(simulator.ussd.phone(phone)).toMatchObject({
    front: null,
    screen: { text: 'Bye', open: false },
    history: [
      { by: 'dial', sent: code, front: 'operator' },
      { by: 'answer', sent: '1' },
    ],
  });
  expect(simulator.inbox(phone).messages).toEqual([]);
  expect(simulator.submits(phone)).toHaveLength(2);
});

it('numbers sessions anew, on each phone for itself where the operator does', async () => {
  const world = await start({ profile: 'mica', timeoutMs: 50 });
  const { ussd } = world.simulator;
  await Promise.all([ussd.dial(phone, code), ussd.dial('254700000002', code)]);
  await ussd.dial(phone, code);
  const references = (await hops(world, 3)).map(({ sourceAddr, tlvs }) => [
    sourceAddr,
    tlvs?.userMessageReference,
  ]);
  expect(references).toEqual([
    [phone, 1],
    ['254700000002', 1],
    [phone, 2],
  ]);
});

it('aborts with the end bit when the subscriber hangs up or is too slow', async () => {
  const world = await start();
  const { ussd } = world.simulator;
  for (const [end, count] of [
    ['hangUp', 2],
    ['timeOut', 4],
  ] as const) {
    const dialled = ussd.dial(phone, code);
    const session = sessionOf(await hops(world, count - 1));
    await submit(world, 2, 'Welcome', { itsSessionInfo: session });
    await dialled;
    expect(await ussd[end](phone)).toEqual({ told: true });
    const pdus = await hops(world, count);
    expect([opsOf(pdus).at(-1), sessionOf(pdus), pdus.at(-1)?.shortMessage.length]).toEqual([
      129,
      session | 1,
      0,
    ]);
  }
  expect(await ussd.hangUp(phone)).toEqual({ told: false });
});

it('lets the gateway close a session that timed out, and shows nothing of it', async () => {
  const world = await start({
    profile: { inOps: { begin: 1, continue: 18, abort: 129, timeout: 130, confirm: 19 } },
  });
  const { ussd } = world.simulator;
  const dialled = ussd.dial(phone, code);
  const session = sessionOf(await hops(world, 1));
  await submit(world, 2, 'Welcome', { itsSessionInfo: session });
  await dialled;
  await ussd.timeOut(phone);
  expect(opsOf(await hops(world, 2))).toEqual([1, 130]);
  expect(await submit(world, 17, '', { itsSessionInfo: session | 1 })).toBe(0);
  expect(await submit(world, 17, '', { itsSessionInfo: session | 1 })).toBe(CommandStatus.ESME_RSUBMITFAIL);
  expect(ussd.phone(phone).history.map(({ by }) => by)).toEqual(['dial', 'end']);
  await ussd.timeOut(phone);
  expect(await submit(world, 2, 'Are you there?', { itsSessionInfo: 2 })).toBe(0);
  expect(ussd.phone(phone).screen).toEqual({ text: 'Are you there?', open: true });
});

it('gives up what is awaited when it is closed', async () => {
  const world = await start();
  const dialled = world.simulator.ussd.dial(phone, code);
  await hops(world, 1);
  world.simulator.ussd.removeFront('operator');
  expect((await dialled).error?.why).toBe('The front was closed.');
});

it('may be hung up before its first screen', async () => {
  const world = await start();
  const dialled = world.simulator.ussd.dial(phone, code);
  const session = sessionOf(await hops(world, 1));
  await world.simulator.ussd.hangUp(phone);
  expect(await dialled).toEqual({ text: '', open: false });
  expect(await submit(world, 17, 'Late', { itsSessionInfo: session | 1 })).toBe(
    CommandStatus.ESME_RSUBMITFAIL,
  );
});

it('shows a notice and confirms it', async () => {
  const world = await start();
  expect(await submit(world, 3, 'You have won', { itsSessionInfo: 8 })).toBe(0);
  const [confirm] = await hops(world, 1);
  expect(confirm).toMatchObject({
    sourceAddr: phone,
    destinationAddr: code,
    tlvs: { ussdServiceOp: 19, itsSessionInfo: 8 },
  });
  expect(world.simulator.ussd.phone(phone)).toMatchObject({
    front: null,
    history: [{ by: 'push', sent: '', screen: { text: 'You have won', open: false } }],
  });
});

it('lets a phone answer a session the network began', async () => {
  const world = await start();
  const { ussd } = world.simulator;
  expect(await submit(world, 2, 'Are you well?\n1. Yes')).toBe(0);
  expect(ussd.phone(phone)).toMatchObject({ front: 'operator', screen: { open: true } });
  const answered = ussd.answer(phone, '1');
  const pdus = await hops(world, 1);
  expect(opsOf(pdus)).toEqual([18]);
  await submit(world, 17, 'Thanks', { itsSessionInfo: sessionOf(pdus) | 1 });
  expect(await answered).toEqual({ text: 'Thanks', open: false });
});

it('gives up with a reason: a screen of no session, none in time, no bind, a refused deliver_sm', async () => {
  const world = await start();
  const { simulator, esme } = world;
  const wrong = simulator.ussd.dial(phone, code);
  await hops(world, 1);
  expect(await submit(world, 2, 'Welcome', { itsSessionInfo: 2 })).toBe(CommandStatus.ESME_RINVOPTPARAMVAL);
  expect((await wrong).error).toMatchObject({ status: CommandStatus.ESME_RINVOPTPARAMVAL });
  simulator.ussd.addFront('impatient', { adapter: 'smpp', systemId: 'esme', timeoutMs: 100 });
  const late = await simulator.ussd.dial(phone, code, 'impatient');
  expect(late).toMatchObject({ text: connectionProblem, open: false, error: { status: 0 } });
  expect(late.error?.why).toContain('within 100 ms');
  await esme.stop();
  expect((await simulator.ussd.dial(phone, code)).error?.why).toBe('esme is not bound to receive.');
  const refusing = await start({}, { answerDeliver: () => CommandStatus.ESME_RX_T_APPN });
  expect((await refusing.simulator.ussd.dial(phone, code)).error?.why).toContain('ESME_RX_T_APPN');
  expect(refusing.esme.received).toHaveLength(1);
});

it('lets the behaviours of the SMSC strike the answers to screens', async () => {
  const world = await start();
  world.simulator.setBehaviour({ errors: { status: 'ESME_RTHROTTLED', times: 1 }, latency: 20 });
  const dialled = world.simulator.ussd.dial(phone, code);
  const itsSessionInfo = sessionOf(await hops(world, 1));
  expect(await submit(world, 2, 'Welcome', { itsSessionInfo })).toBe(CommandStatus.ESME_RTHROTTLED);
  expect(await submit(world, 2, 'Welcome', { itsSessionInfo })).toBe(0);
  expect(await dialled).toEqual({ text: 'Welcome', open: true });
});

it('sends a request again unchanged, and in copies', async () => {
  const world = await start();
  const { ussd } = world.simulator;
  const dialled = ussd.dial(phone, code, 'operator', 2);
  const itsSessionInfo = sessionOf(await hops(world, 2));
  await submit(world, 2, 'Welcome', { itsSessionInfo });
  await dialled;
  const repeated = ussd.repeat(phone);
  const pdus = await hops(world, 3);
  const sent = pdus.map(({ sequence: _, ...pdu }) => pdu);
  expect([sent[1], sent[2]]).toEqual([sent[0], sent[0]]);
  await submit(world, 2, 'Welcome', { itsSessionInfo });
  expect(await repeated).toEqual({ text: 'Welcome', open: true });
});

it('takes screens by data_sm too', async () => {
  const world = await start({ profile: 'msisdn-only' });
  const dialled = world.simulator.ussd.dial(phone, code);
  await hops(world, 1);
  await submit(world, 17, '', { messagePayload: Buffer.from('Bye') }, { command: 'data_sm' });
  expect(await dialled).toEqual({ text: 'Bye', open: false });
});

it('refuses USSD where no front carries it, or for what is no subscriber', async () => {
  const world = await start({ systemId: 'other' });
  expect(await submit(world, 3, 'x')).toBe(CommandStatus.ESME_RINVSERTYP);
  world.simulator.ussd.addFront('operator', { adapter: 'smpp', systemId: 'esme' });
  const status = await submit(world, 3, 'x', {}, { destinationAddr: '*100#' });
  expect(status).toBe(CommandStatus.ESME_RINVDSTADR);
});
