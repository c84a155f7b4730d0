import { expect, it } from 'vitest';
import { eventually, from, newEsme, newSimulator, receiptsOf, to } from '../../../test/world.ts';

// Behaviours that show in how binds and submits are answered. Receipts: receipts.test.ts.

const text = 'Hello';

it('refuses binds n times, then lets the ESME in', async () => {
  const simulator = await newSimulator({ behaviours: { refuseBinds: { times: 1, status: 'ESME_RALYBND' } } });
  const refused = await newEsme(simulator, { bound: false });
  await eventually(() => simulator.stats.bindsRefused).toBe(1);
  await refused.stop();
  await newEsme(simulator);
  expect(simulator.stats.binds).toBe(1);
});

it('refuses binds of one system_id only', async () => {
  const simulator = await newSimulator({ behaviours: { refuseBinds: { systemId: 'bad' } } });
  await newEsme(simulator, { systemId: 'bad', bound: false });
  await newEsme(simulator, { systemId: 'good' });
  await eventually(() => simulator.stats.bindsRefused).toBeGreaterThan(0);
  expect(simulator.state().binds.map(({ systemId }) => systemId)).toEqual(['good']);
});

it('answers late', async () => {
  const simulator = await newSimulator({ behaviours: { latency: { min: 50, max: 60 } } });
  const esme = await newEsme(simulator);
  const answered = esme.submit({ from, to, text });
  await eventually(() => simulator.state().pending.delayed).toBe(1);
  expect(await answered).toMatchObject([{ status: 0 }]);
});

it('refuses with error codes: by number, and the next n', async () => {
  const simulator = await newSimulator({
    behaviours: {
      errors: [
        { status: 'ESME_RINVDSTADR', numbers: '9$' },
        { status: 0x410, times: 1 },
      ],
    },
  });
  const esme = await newEsme(simulator);
  expect(await esme.submit({ from, to: '254700000009', text })).toMatchObject([{ status: 0x0b }]);
  expect(await esme.submit({ from, to, text })).toMatchObject([{ status: 0x410 }]);
  expect(await esme.submit({ from, to, text })).toMatchObject([{ status: 0 }]);
  expect(simulator.stats.refused).toEqual({ ESME_RINVDSTADR: 1, ESME_0x00000410: 1 });
  expect(simulator.inbox('254700000009').messages).toEqual([]);
  expect(simulator.inbox(to).messages).toHaveLength(1);
});

it('refuses a repeatable share of submits', async () => {
  const counts: number[] = [];
  for (let round = 0; round < 2; round += 1) {
    const simulator = await newSimulator({
      seed: 7,
      behaviours: { errors: { status: 'ESME_RSYSERR', percent: 50 } },
    });
    const esme = await newEsme(simulator);
    for (let index = 0; index < 40; index += 1) await esme.submit({ from, to, text });
    counts.push(simulator.stats.refused.ESME_RSYSERR ?? 0);
  }
  expect(counts[0]).toBe(counts[1]);
  expect(counts[0]).toBeGreaterThan(8);
  expect(counts[0]).toBeLessThan(32);
});

it('behaves differently below a destination prefix', async () => {
  const simulator = await newSimulator();
  simulator.setBehaviour({ errors: { status: 'ESME_RINVDSTADR' } }, { prefix: '254711' });
  const esme = await newEsme(simulator);
  expect(await esme.submit({ from, to: '254711000001', text })).toMatchObject([{ status: 0x0b }]);
  expect(await esme.submit({ from, to, text })).toMatchObject([{ status: 0 }]);
});

it('throttles above a rate', async () => {
  const simulator = await newSimulator({ behaviours: { throttle: { perSecond: 0.01 } } });
  const esme = await newEsme(simulator);
  expect(await esme.submit({ from, to, text })).toMatchObject([{ status: 0 }]);
  expect(await esme.submit({ from, to, text })).toMatchObject([{ status: 0x58 }]);
  simulator.setBehaviour({ throttle: { times: 1, status: 'ESME_RMSGQFUL' } });
  expect(await esme.submit({ from, to, text })).toMatchObject([{ status: 0x14 }]);
  expect(await esme.submit({ from, to, text })).toMatchObject([{ status: 0 }]);
});

it.each([
  { taken: false, shown: 0 },
  { taken: true, shown: 1 },
])('swallows a submit (taken: $taken) and answers the next', async ({ taken, shown }) => {
  const simulator = await newSimulator({ behaviours: { swallow: { times: 1, taken } } });
  const esme = await newEsme(simulator);
  const lost = esme.submit({ from, to, text: 'lost' });
  lost.catch(() => 'ends when the link does');
  expect(await esme.submit({ from, to, text })).toMatchObject([{ status: 0 }]);
  expect(simulator.stats.swallowed).toBe(1);
  expect(simulator.inbox(to).messages.filter((message) => message.text === 'lost')).toHaveLength(shown);
});

it.each([
  { taken: false, shown: 0 },
  { taken: true, shown: 1 },
])('drops the link at the second submit (taken: $taken)', async ({ taken, shown }) => {
  const simulator = await newSimulator({ behaviours: { dropLink: { afterSubmits: 2, taken } } });
  const esme = await newEsme(simulator);
  expect(await esme.submit({ from, to, text: 'first' })).toMatchObject([{ status: 0 }]);
  await expect(esme.submit({ from, to, text: 'second' })).rejects.toThrow();
  expect(simulator.stats.linksDropped).toBe(1);
  expect(simulator.inbox(to).messages.filter((message) => message.text === 'second')).toHaveLength(shown);
});

it.each(['unknown-command', 'cut-short'] as const)(
  'sends a bad PDU (%s); a sound peer goes on',
  async (kind) => {
    const simulator = await newSimulator({ behaviours: { badPdu: { kind, times: 1 } } });
    const esme = await newEsme(simulator);
    expect(await esme.submit({ from, to, text })).toMatchObject([{ status: 0 }]);
    await eventually(() => esme.pduErrors.length).toBe(1);
    expect(simulator.stats.malformedSent).toBe(1);
    await eventually(() => receiptsOf(esme).length).toBe(1);
  },
);

it.each(['absurd-length', 'garbage'] as const)(
  'sends a bad PDU (%s); a sound peer hangs up',
  async (kind) => {
    const simulator = await newSimulator({ behaviours: { badPdu: { kind, times: 1 } } });
    const esme = await newEsme(simulator);
    await expect(esme.submit({ from, to, text })).rejects.toThrow();
    await eventually(() => simulator.state().binds).toEqual([]);
    expect(esme.pduErrors).toHaveLength(1);
  },
);
