import { expect, it } from 'vitest';
import { newEsme, newSimulator, to as subscriber } from '../../test/world.ts';
import type { ReceivedByEsme } from '../esme.ts';
import { buildMo } from './mo.ts';

const mo = { from: subscriber, to: '22141', text: 'Hello' };
const moText = (item: ReceivedByEsme): string => (item.kind === 'mo' ? item.text : 'receipt');

it('delivers to a bound receiver and waits for its answer', async () => {
  const simulator = await newSimulator();
  const esme = await newEsme(simulator);
  expect(await simulator.sendMo(mo)).toEqual({ state: 'accepted', parts: 1, answers: ['ESME_ROK'] });
  expect(esme.received).toMatchObject([{ kind: 'mo', from: subscriber, to: '22141', text: 'Hello' }]);
});

it('waits while nothing is bound', async () => {
  const simulator = await newSimulator();
  const sent = simulator.sendMo(mo);
  expect(simulator.state().pending.waiting).toBe(1);
  const esme = await newEsme(simulator);
  expect((await sent).state).toBe('accepted');
  expect(esme.received.map(moText)).toEqual(['Hello']);
});

it('goes to the bind that was named', async () => {
  const simulator = await newSimulator();
  const a = await newEsme(simulator, { systemId: 'a' });
  const b = await newEsme(simulator, { systemId: 'b' });
  await simulator.sendMo({ ...mo, binding: 'b' });
  expect([a.received.length, b.received.length]).toEqual([0, 1]);
});

it('tells when the ESME refused', async () => {
  const simulator = await newSimulator();
  await newEsme(simulator, { answerDeliver: () => 0x65 });
  expect(await simulator.sendMo(mo)).toEqual({ state: 'refused', parts: 1, answers: ['ESME_RX_P_APPN'] });
  expect(simulator.stats.moGivenUp).toBe(1);
});

it('sends a duplicate after the first was answered', async () => {
  const simulator = await newSimulator();
  const esme = await newEsme(simulator);
  const result = await simulator.sendMo({ ...mo, duplicate: true });
  expect(result.answers).toEqual(['ESME_ROK', 'ESME_ROK']);
  expect(esme.received.map(moText)).toEqual(['Hello', 'Hello']);
});

it('cuts long texts as a phone does', async () => {
  const simulator = await newSimulator();
  const esme = await newEsme(simulator);
  const text = 'Ж'.repeat(150);
  expect(await simulator.sendMo({ ...mo, text })).toMatchObject({ parts: 3 });
  expect(esme.received.map(moText).join('')).toBe(text);
  expect(esme.received.map(({ pdu }) => [pdu.esmClass, pdu.dataCoding])).toEqual([
    [0x40, 8],
    [0x40, 8],
    [0x40, 8],
  ]);
});

it('cuts short texts into as many parts as asked for, and shuffles them', async () => {
  const simulator = await newSimulator();
  const esme = await newEsme(simulator);
  await simulator.sendMo({ ...mo, text: 'abcdef', parts: 3, shuffled: true });
  const texts = esme.received.map(moText);
  expect([...texts].sort()).toEqual(['ab', 'cd', 'ef']);
  expect(texts).not.toEqual(['ab', 'cd', 'ef']);
});

it('never shuffles into the original order', () => {
  for (let draw = 0; draw < 20; draw += 1) {
    const random = (): number => (draw * 37) % 11;
    const parts = buildMo({ ...mo, text: 'ab', parts: 2, shuffled: true }, 1, random);
    expect(parts.map(({ shortMessage }) => shortMessage?.[5])).toEqual([2, 1]);
  }
});

const impossible: [field: string, change: object][] = [
  ['text', { text: 'Ж', encoding: 'gsm7' }],
  ['parts', { text: 'abc', parts: 4 }],
  ['parts', { text: 'x'.repeat(400), parts: 2 }],
  ['mo', { from: '2'.repeat(30) }],
];

it.each(impossible)('refuses what cannot be sent: %s', async (field, change) => {
  const simulator = await newSimulator();
  await expect(simulator.sendMo({ ...mo, ...change })).rejects.toMatchObject({ name: 'InvalidInput', field });
});
