import { expect, it } from 'vitest';
import { newGateway } from '../../test/front-world.ts';
import { eventually, newSimulator } from '../../test/world.ts';
import type { RecordedEvent } from '../events.ts';
import type { Simulator } from '../simulator.ts';

const msisdn = '254700000001';

async function call(simulator: Simulator, method: string, path: string, body?: unknown) {
  const answer = await fetch(`${simulator.controlUrl}${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

it('dials, answers, repeats and hangs up', async () => {
  const simulator = await newSimulator();
  const gateway = await newGateway('CON 1. Yes', 'CON 1. Yes', 'CON Sure?', 'CON again', '');
  const events: RecordedEvent[] = [];
  simulator.events.follow((event) => events.push(event));
  const front = { name: 'at', adapter: 'africastalking', url: gateway.url };
  expect((await call(simulator, 'PUT', '/ussd/fronts', front)).body).toEqual({
    name: 'at',
    adapter: 'africastalking',
  });
  expect((await call(simulator, 'POST', '/ussd/dial', { msisdn: `+${msisdn}`, code: '*123#' })).body).toEqual(
    {
      text: '1. Yes',
      open: true,
    },
  );
  expect((await call(simulator, 'POST', '/ussd/repeat', { msisdn })).body.text).toBe('1. Yes');
  expect((await call(simulator, 'POST', '/ussd/answer', { msisdn, text: '1' })).body.text).toBe('Sure?');
  const shown = await call(simulator, 'GET', `/ussd/phones/%2B${msisdn}`);
  expect(shown.body).toMatchObject({
    msisdn,
    front: 'at',
    screen: { text: 'Sure?', open: true },
    history: [{ by: 'dial' }, { by: 'repeat' }, { by: 'answer', sent: '1' }],
  });
  expect((await call(simulator, 'POST', '/ussd/hang-up', { msisdn })).body).toEqual({ told: false });
  await call(simulator, 'POST', '/ussd/dial', { msisdn, code: '*123#', front: 'at' });
  expect((await call(simulator, 'POST', '/ussd/time-out', { msisdn })).body).toEqual({ told: false });
  expect((await call(simulator, 'GET', '/state')).body.ussdFronts).toHaveLength(1);
  await eventually(() =>
    events.flatMap(({ event }) => (event.type === 'ussd-screen' ? [event.by] : [])),
  ).toEqual(['dial', 'repeat', 'answer', 'end', 'dial', 'end']);
});

it('lists adapters with settings that can be sent back', async () => {
  const simulator = await newSimulator();
  const { body } = await call(simulator, 'GET', '/ussd/fronts');
  const available = body.available as { adapter: string; example: { url?: string } }[];
  expect(available).toHaveLength(13);
  for (const { adapter, example } of available) {
    const settings = { ...example, name: adapter, ...(example.url ? { url: 'http://127.0.0.1:1/x' } : {}) };
    expect((await call(simulator, 'PUT', '/ussd/fronts', settings)).body).toEqual({ name: adapter, adapter });
  }
});

it("sets the application's answers and failures", async () => {
  const simulator = await newSimulator();
  const ask = () => fetch(simulator.ussdUrl, { method: 'POST', body: 'input=' });
  const script = { '': { body: 'END a', status: 201, contentType: 'text/html', delayMs: 0 } };
  expect((await call(simulator, 'PUT', '/ussd/app/script', script)).body).toEqual({ taken: true });
  expect((await ask()).status).toBe(201);
  const failure = { kind: 'status', status: 502 };
  expect((await call(simulator, 'PUT', '/ussd/app/failure', failure)).body).toEqual({ failure });
  expect((await ask()).status).toBe(502);
  expect((await call(simulator, 'DELETE', '/ussd/app/failure')).body).toEqual({ failure: null });
  expect((await call(simulator, 'GET', '/ussd/app/hops')).body.hops).toMatchObject([
    { answered: 201, answer: 'END a' },
    { answered: 502 },
  ]);
});

const url = 'http://127.0.0.1:1/x';
const mistakes: [method: string, path: string, body: unknown, field: string][] = [
  ['PUT', '/ussd/fronts', { adapter: 'africastalking', url }, 'name'],
  ['PUT', '/ussd/fronts', { name: 'a', adapter: 'telepathy', url }, 'adapter'],
  ['PUT', '/ussd/fronts', { name: 'a', adapter: 'nalo', url: 'nowhere' }, 'url'],
  ['PUT', '/ussd/fronts', { name: 'a', adapter: 'nalo', url, options: { colour: 1 } }, 'options.colour'],
  ['PUT', '/ussd/fronts', { name: 'a', adapter: 'nalo', url, timeoutMs: 0 }, 'timeoutMs'],
  ['PUT', '/ussd/fronts', { name: 'a', adapter: 'nalo', url, proof: { basic: {} } }, 'proof.basic.user'],
  ['PUT', '/ussd/fronts', { name: 'a', adapter: 'template', url }, 'options.begin'],
  ['PUT', '/ussd/fronts', { name: 'a', adapter: 'smpp' }, 'systemId'],
  ['POST', '/ussd/dial', { msisdn, code: '*1#' }, 'front'],
  ['POST', '/ussd/dial', { msisdn, code: '*1#', front: 'none' }, 'front'],
  ['POST', '/ussd/dial', { msisdn, code: '*1#', copies: 0 }, 'copies'],
  ['POST', '/ussd/answer', { msisdn, text: '1' }, 'msisdn'],
  ['POST', '/ussd/hang-up', {}, 'msisdn'],
  ['PUT', '/ussd/app/script', { '': 5 }, '""'],
  ['PUT', '/ussd/app/script', [], 'body'],
];

it.each(mistakes)('explains a mistake: %s %s %j', async (method, path, body, field) => {
  const simulator = await newSimulator();
  const answer = await call(simulator, method, path, body);
  expect([answer.status, answer.body.field]).toEqual([400, field]);
});
