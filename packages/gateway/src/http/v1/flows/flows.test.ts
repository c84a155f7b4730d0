import { afterAll, beforeAll, expect, test } from 'vitest';
import { type HttpWorld, openHttpWorld, type TestAccount } from '../../../../test/http-world.ts';
import { flowExample } from './flow-body.ts';
import { ask } from './test-ask.ts';

let world: HttpWorld;
let ours: TestAccount;
let theirs: TestAccount;

beforeAll(async () => {
  world = await openHttpWorld();
  ours = await world.addAccount();
  theirs = await world.addAccount();
});
afterAll(() => world.close());

/** A flow that says one thing, after others it calls. */
function saying(id: string, calls: readonly string[] = [], words = 'Hello'): Record<string, unknown> {
  const names = [...calls.map((_, index) => `call-${index}`), 'say'];
  const called = calls.map((flow, index) => [
    `call-${index}`,
    { kind: 'call', flow, exits: { next: names[index + 1] } },
  ]);
  return {
    format: 1,
    id,
    languages: ['en'],
    entry: names[0],
    blocks: { ...Object.fromEntries(called), say: { kind: 'end', text: 'words' } },
    texts: { words: { en: words } },
  };
}

test('a flow is published, read back as it was written, and published again', async () => {
  const account = await world.addAccount();
  const text = `\n${JSON.stringify(flowExample, null, 3)}\n`;
  const made = await ask(world, account, 'PUT /flows/visit-feedback', text);
  expect([made.status, made.headers.location]).toEqual([201, '/api/v1/flows/visit-feedback/versions/1']);
  const { publishedAt } = made.body;
  expect(made.body).toEqual({ name: 'visit-feedback', version: 1, calls: {}, publishedAt, warnings: [] });

  const read = await ask(world, account, 'GET /flows/visit-feedback');
  expect([read.status, read.headers.etag, read.text]).toEqual([200, '"1"', text]);
  expect(read.headers['content-type']).toBe('application/json; charset=utf-8');
  const item = { name: 'visit-feedback', title: 'After a visit', languages: ['en', 'sw'], version: 1 };
  expect((await ask(world, account, 'GET /flows')).body).toEqual({ items: [{ ...item, publishedAt }] });

  const again = await ask(world, account, 'PUT /flows/visit-feedback', JSON.stringify(flowExample));
  expect([again.status, again.body]).toEqual([200, made.body]);

  const second = { ...flowExample, name: 'After the visit' };
  expect((await ask(world, account, 'PUT /flows/visit-feedback', second)).body.version).toBe(2);
  expect((await ask(world, account, 'GET /flows/visit-feedback')).body).toEqual(second);
  expect((await ask(world, account, 'GET /flows/visit-feedback/versions/1')).text).toBe(text);
  const versions = async (query: string) => {
    const { body } = await ask(world, account, `GET /flows/visit-feedback/versions${query}`);
    return [body.items.map(({ version }: { version: number }) => version), body.nextCursor];
  };
  expect(await versions('')).toEqual([[2, 1], null]);
  expect(await versions('?limit=1')).toEqual([[2], '2']);
  expect(await versions('?limit=1&cursor=2')).toEqual([[1], null]);
});

test('what is published is known to the gateway at once', async () => {
  const account = await world.addAccount();
  await ask(world, account, 'PUT /flows/hello', saying('hello'));
  const survey = { name: 's', flow: 'hello', sender: '22888' };
  expect((await ask(world, account, 'POST /surveys', survey)).status).toBe(201);
});

test('what is wrong is told by its line, and nothing is published', async () => {
  const broken = { ...saying('hello'), entry: 'nowhere' };
  const refused = await ask(world, ours, 'PUT /flows/hello', JSON.stringify(broken, null, 2));
  expect(refused.headers['content-type']).toBe('application/problem+json');
  expect(refused).toMatchObject({
    status: 422,
    body: {
      title: 'Unprocessable Entity',
      detail: expect.stringMatching(/^The flow cannot be published\. Line \d+: .+/),
    },
  });
  const [finding] = refused.body.findings;
  expect(finding).toMatchObject({ severity: 'error', path: '/entry', line: 7 });
  expect(Object.keys(finding)).toEqual(['severity', 'code', 'path', 'line', 'message']);
  const checked = await ask(world, ours, 'POST /flows/check', JSON.stringify(broken, null, 2));
  expect(checked).toMatchObject({
    status: 200,
    body: { publishable: false, findings: refused.body.findings },
  });
  expect((await ask(world, ours, 'POST /flows/check', saying('hello'))).body).toEqual({
    publishable: true,
    findings: [],
  });
  expect((await ask(world, ours, 'GET /flows')).body).toEqual({ items: [] });
});

test.each([
  ['{\n  "format": 1,\n  oops\n}', { status: 422, code: 'not-json', line: 3 }],
  ['[]', { status: 422, line: 1 }],
  ['"x"', { status: 422, line: 1 }],
  [JSON.stringify(saying('hello', [], 'a\0b')), { status: 422, code: 'unstorable', line: null }],
])('%s is no flow', async (text, { status, ...finding }) => {
  const answer = await ask(world, ours, 'PUT /flows/hello', text);
  expect(answer).toMatchObject({ status, body: { findings: expect.any(Array) } });
  expect(answer.body.findings[0]).toMatchObject(finding);
});

test('the name in the path is that of the document', async () => {
  const answer = await ask(world, ours, 'PUT /flows/other', saying('hello'));
  expect(answer).toMatchObject({ status: 422, body: { errors: [{ field: 'id' }] } });
});

test('bodies that are no JSON text, or too large, are refused before they are read', async () => {
  const put = (headers: Record<string, string>, payload: string | Buffer) =>
    world.app.inject({
      method: 'PUT',
      url: '/api/v1/flows/hello',
      headers: { authorization: `Bearer ${ours.key}`, ...headers },
      payload,
    });
  const json = { 'content-type': 'application/json' };
  const statuses = [
    await put({ 'content-type': 'text/plain' }, '{}'),
    await put(json, ''),
    await put(json, Buffer.from('7b22ff227d', 'hex')),
    await put(json, `{"a":"${'a'.repeat(512 * 1024)}"}`),
    await put(json, '['.repeat(200_000)),
  ].map((answer) => [answer.statusCode, answer.headers['content-type']]);
  expect(statuses).toEqual([415, 400, 400, 413, 400].map((status) => [status, 'application/problem+json']));
});

test('the flows it calls are pinned, and those that they call', async () => {
  const account = await world.addAccount();
  const put = (id: string, calls: string[] = [], words?: string) =>
    ask(world, account, `PUT /flows/${id}`, saying(id, calls, words));
  expect(await put('top', ['middle'])).toMatchObject({
    status: 422,
    body: { findings: [{ code: 'unknown-flow', path: '/blocks/call-0/flow' }] },
  });
  await put('bottom');
  await put('middle', ['bottom']);
  expect((await put('top', ['middle'])).body.calls).toEqual({ middle: 1, bottom: 1 });
  await put('bottom', [], 'Hello again');
  const again = await put('top', ['middle']);
  expect([again.status, again.body.version, again.body.calls]).toEqual([201, 2, { middle: 1, bottom: 2 }]);
  expect((await put('top', ['middle'])).status).toBe(200);
  const circle = await put('bottom', ['top']);
  expect(circle).toMatchObject({ status: 422, body: { findings: [{ code: 'flows-too-deep' }] } });
  expect((await put('selfish', ['selfish'])).status).toBe(422);
});

test('flows of another account are as unknown as what never was', async () => {
  await ask(world, theirs, 'PUT /flows/secret', saying('secret', [], 'MARKER'));
  for (const path of [
    '/flows/secret',
    '/flows/secret/versions',
    '/flows/secret/versions/1',
    '/flows/none',
    '/flows/secret/versions/x',
    '/flows/secret/versions/99',
  ]) {
    const { status, text } = await ask(world, ours, `GET ${path}`);
    expect([path, status]).toEqual([path, 404]);
    expect(text).not.toContain('MARKER');
  }
  const calling = await ask(world, ours, 'PUT /flows/hello', saying('hello', ['secret']));
  expect(calling).toMatchObject({ status: 422, body: { findings: [{ code: 'unknown-flow' }] } });
  expect((await ask(world, ours, 'PUT /flows/secret', saying('secret'))).body.version).toBe(1);
  expect((await ask(world, theirs, 'GET /flows/secret')).text).toContain('MARKER');
});

test('versions that are published at once are numbered one after the other', async () => {
  const account = await world.addAccount();
  const words = Array.from({ length: 5 }, (_, index) => `Hello ${index}`);
  const made = await Promise.all(
    words.map((text) => ask(world, account, 'PUT /flows/hello', saying('hello', [], text))),
  );
  expect(made.map(({ body }) => body.version).sort()).toEqual([1, 2, 3, 4, 5]);
});
