import { request } from 'node:http';
import { expect, it } from 'vitest';
import { eventually, from, newEsme, newSimulator, to } from '../../test/world.ts';
import type { Simulator } from '../simulator.ts';
import { isLoopbackOrigin } from './loopback-only.ts';

/** The fields the tests look into. */
interface AnswerBody {
  routes: { method: string; path: string }[];
  state: string;
  messages: unknown[];
  submits: unknown[];
  callbacks: unknown[];
  global: unknown;
  prefixes: unknown;
  available: unknown[];
  title: string;
  detail: string;
  field?: string;
  expected?: string;
}

async function call(simulator: Simulator, method: string, path: string, body?: unknown) {
  const answer = await fetch(`${simulator.controlUrl}${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const parsed = (await answer.json()) as AnswerBody;
  return { status: answer.status, body: parsed, headers: answer.headers };
}

it('lists what it can do', async () => {
  const simulator = await newSimulator();
  const { body } = await call(simulator, 'GET', '/');
  const paths = body.routes.map(({ method, path }) => `${method} ${path}`);
  expect(paths).toEqual(expect.arrayContaining(['GET /state', 'POST /mo', 'GET /events', 'PUT /behaviours']));
});

it('shows and empties inboxes', async () => {
  const simulator = await newSimulator();
  const esme = await newEsme(simulator);
  await esme.submit({ from, to, text: 'Hello' });
  expect((await call(simulator, 'GET', '/inbox')).body).toEqual({ numbers: [to] });
  const inbox = await call(simulator, 'GET', `/inbox/%2B${to}`);
  expect(inbox.body).toMatchObject({ msisdn: to, submits: 1, messages: [{ from, text: 'Hello' }] });
  expect((await call(simulator, 'GET', `/submits?to=${to}`)).body.submits).toMatchObject([{ text: 'Hello' }]);
  await call(simulator, 'DELETE', '/inbox');
  expect((await call(simulator, 'GET', `/inbox/${to}`)).body.messages).toEqual([]);
});

it('sends an MO and tells the answer', async () => {
  const simulator = await newSimulator();
  const esme = await newEsme(simulator);
  const { status, body } = await call(simulator, 'POST', '/mo', { from: `+${to}`, to: '22141', text: 'Hi' });
  expect([status, body]).toEqual([200, { state: 'accepted', parts: 1, answers: ['ESME_ROK'] }]);
  expect(esme.received).toMatchObject([{ kind: 'mo', from: to, text: 'Hi' }]);
});

it('leaves an MO queued when nothing is bound in time', async () => {
  const simulator = await newSimulator();
  const { status, body } = await call(simulator, 'POST', '/mo?wait=20', {
    from: to,
    to: '22141',
    text: 'Hi',
  });
  expect([status, body.state]).toEqual([202, 'queued']);
  const esme = await newEsme(simulator);
  await eventually(() => esme.received.length).toBe(1);
});

it('lists callbacks, makes them fail and forgets them', async () => {
  const simulator = await newSimulator();
  const failure = { kind: 'status', status: 503, times: 1 };
  expect((await call(simulator, 'PUT', '/callbacks/failure', failure)).body).toEqual({ failure });
  const answers: number[] = [];
  for (const path of ['/dlr', '/mo']) {
    answers.push((await fetch(`${simulator.sinkUrl}${path}`, { method: 'POST', body: path })).status);
  }
  expect(answers).toEqual([503, 200]);
  expect((await call(simulator, 'GET', '/callbacks?path=/mo&limit=5')).body.callbacks).toMatchObject([
    { url: '/mo', body: '/mo', answered: 200 },
  ]);
  await call(simulator, 'PUT', '/callbacks/failure', { kind: 'hang' });
  expect((await call(simulator, 'DELETE', '/callbacks/failure')).body).toEqual({ failure: null });
  await call(simulator, 'DELETE', '/callbacks');
  expect((await call(simulator, 'GET', '/callbacks')).body).toEqual({ callbacks: [] });
});

it('reads, replaces, changes and resets behaviours', async () => {
  const simulator = await newSimulator();
  const tree = { global: { latency: 50 }, prefixes: { '254711': { finalState: 'UNDELIV' } } };
  expect((await call(simulator, 'PUT', '/behaviours', tree)).body).toEqual(tree);
  expect((await call(simulator, 'PATCH', '/behaviours', { latency: null })).body.global).toEqual({});
  const changed = await call(simulator, 'PATCH', '/behaviours?prefix=254722', { lostReceipts: 5 });
  expect(changed.body.prefixes).toEqual({
    '254711': { finalState: 'UNDELIV' },
    '254722': { lostReceipts: 5 },
  });
  const { available } = (await call(simulator, 'GET', '/behaviours')).body;
  expect(available).toHaveLength(16);
  expect((await call(simulator, 'DELETE', '/behaviours')).body).toEqual({ global: {}, prefixes: {} });
});

it('drops links and shows the state', async () => {
  const simulator = await newSimulator();
  await newEsme(simulator, { systemId: 'a' });
  expect((await call(simulator, 'GET', '/state')).body).toMatchObject({
    smscPort: simulator.smscPort,
    binds: [{ systemId: 'a' }],
    stats: { binds: 1 },
  });
  expect((await call(simulator, 'POST', '/links/drop', { systemId: 'b' })).body).toEqual({ dropped: 0 });
  expect((await call(simulator, 'POST', '/links/drop')).body).toEqual({ dropped: 1 });
});

const mistakes: [method: string, path: string, body: unknown, status: number, field: string | undefined][] = [
  ['POST', '/mo', { to: '22141', text: 'x' }, 400, 'from'],
  ['POST', '/mo', { from: to, to: '22141', text: 5 }, 400, 'text'],
  ['POST', '/mo', { from: to, to: '22141', text: 'x', colour: 1 }, 400, 'body.colour'],
  ['POST', '/mo', { from: to, to: '22141', text: 'x', encoding: 'utf8' }, 400, 'encoding'],
  ['POST', '/mo?wait=soon', { from: to, to: '22141', text: 'x' }, 400, 'wait'],
  ['POST', '/mo', undefined, 400, 'body'],
  ['PUT', '/behaviours', { global: { latency: 'slow' } }, 400, 'global.latency'],
  ['PATCH', '/behaviours?prefix=x', { latency: 1 }, 400, 'prefixes.x'],
  ['PUT', '/callbacks/failure', { kind: 'sleep' }, 400, 'failure.kind'],
  ['GET', '/callbacks?limit=ten', undefined, 400, 'limit'],
  ['GET', '/nothing', undefined, 404, undefined],
  ['GET', '/inbox/%E0', undefined, 400, undefined],
  ['PUT', '/mo', {}, 405, undefined],
];

it.each(mistakes)('explains a mistake: %s %s %j', async (method, path, body, status, field) => {
  const simulator = await newSimulator();
  const answer = await call(simulator, method, path, body);
  expect(answer.headers.get('content-type')).toContain('application/problem+json');
  expect(answer.status).toBe(status);
  expect(answer.body.field).toBe(field);
  expect(answer.body.detail).toBeTruthy();
  if (field !== undefined) expect(answer.body.expected).toBeTruthy();
});

it('says so when a body is not JSON or too large', async () => {
  const simulator = await newSimulator();
  const notJson = await fetch(`${simulator.controlUrl}/mo`, { method: 'POST', body: '{from:' });
  expect([notJson.status, await notJson.json()]).toMatchObject([400, { title: 'Not JSON' }]);
  const tooLarge = await fetch(`${simulator.controlUrl}/mo`, { method: 'POST', body: 'x'.repeat(1_100_000) });
  expect(tooLarge.status).toBe(413);
});

it('lets pages of this machine in, and no others', async () => {
  const simulator = await newSimulator();
  const own = await fetch(`${simulator.controlUrl}/state`, { headers: { origin: 'http://localhost:5173' } });
  expect(own.headers.get('access-control-allow-origin')).toBe('http://localhost:5173');
  const preflight = await fetch(`${simulator.controlUrl}/mo`, {
    method: 'OPTIONS',
    headers: { origin: 'http://127.0.0.1:8080', 'access-control-request-method': 'POST' },
  });
  expect([preflight.status, preflight.headers.get('access-control-allow-methods')]).toEqual([
    204,
    'GET, POST, PUT, PATCH, DELETE, OPTIONS',
  ]);
  const foreign = await fetch(`${simulator.controlUrl}/state`, {
    headers: { origin: 'https://example.com' },
  });
  expect([foreign.status, foreign.headers.get('access-control-allow-origin')]).toEqual([403, null]);
});

it('refuses a foreign name that points here', async () => {
  const simulator = await newSimulator();
  const status = await new Promise((resolve, reject) => {
    const options = { headers: { host: 'rebound.example.com' } };
    request(`${simulator.controlUrl}/state`, options, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });
  expect(status).toBe(403);
});

it.each([
  ['http://localhost', true],
  ['https://127.0.0.1:3000', true],
  ['http://[::1]:80', true],
  ['http://desk.localhost:1', true],
  ['http://localhost.example.com', false],
  ['http://127.0.0.1.example.com', false],
  ['null', false],
])('knows its own origins: %s', (origin, own) => {
  expect(isLoopbackOrigin(origin)).toBe(own);
});
