import { connect } from 'node:net';
import { expect, it } from 'vitest';
import { eventually, from, newEsme, newSimulator, to } from '../test/world.ts';
import { startSimulator } from './simulator.ts';

it('puts operator, phones and application into one object', async () => {
  const simulator = await newSimulator();
  const esme = await newEsme(simulator);
  await esme.submit({ from, to, text: 'Hello' });
  await fetch(simulator.sinkUrl, { method: 'POST', body: '{"a":1}' });
  expect(simulator.inbox(to).messages).toHaveLength(1);
  expect(simulator.callbacks()).toMatchObject([{ body: '{"a":1}' }]);
  await eventually(() => simulator.stats.receiptsAccepted).toBe(1);
  expect(simulator.stats).toMatchObject({
    binds: 1,
    submits: 1,
    accepted: 1,
    receiptsSent: 1,
    handsets: { submits: 1, messages: 1, numbers: 1 },
    callbacks: { received: 1, answeredOk: 1 },
  });
});

it('listens on loopback only and lets its ports go when it stops', async () => {
  const simulator = await startSimulator();
  const { smscPort } = simulator;
  await newEsme(simulator);
  await simulator.stop();
  const refused = await new Promise((resolve) => {
    connect(smscPort, '127.0.0.1').on('error', (error: NodeJS.ErrnoException) => resolve(error.code));
  });
  expect(refused).toBe('ECONNREFUSED');
});

it('leaves nothing running when one of its ports is taken', async () => {
  const first = await newSimulator();
  const taken = Number(new URL(first.controlUrl).port);
  await expect(startSimulator({ controlPort: taken })).rejects.toThrow(`cannot use port ${taken}`);
});

it('does not start with a behaviour it does not know', async () => {
  await expect(startSimulator({ behaviours: { latency: -1 } })).rejects.toThrow('global.latency');
});
