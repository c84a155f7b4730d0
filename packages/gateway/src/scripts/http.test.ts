import { expect, test } from 'vitest';
import { testOrder as order } from './test-order.ts';
import { play, runOnce, seen, serve, sharedRunner } from './test-world.ts';

/** A server that answers with what it was asked. */
function serveEcho(): Promise<string> {
  return serve(async (request, response) => {
    const body = Buffer.concat(await request.toArray()).toString();
    const { method, url, headers } = request;
    response.setHeader('content-type', 'application/json');
    response.statusCode = 201;
    response.end(JSON.stringify({ method, url, headers, body }));
  });
}

async function echoed(options: string, path = '/a'): Promise<Record<string, unknown>> {
  const origin = await serveEcho();
  const outcome = await runOnce(`
    function main() {
      var answer = httpClient.request(${JSON.stringify(origin + path)}, ${options});
      if (answer.status !== 201 || answer.headers['Content-Type'] !== 'application/json') throw 'wrong';
      sendReply(answer.content);
    }`);
  if (outcome.kind === 'failed') throw new Error(outcome.detail.message);
  return JSON.parse(outcome.text) as Record<string, unknown>;
}

test('asks with GET where nothing else is said', async () => {
  expect(await echoed('{}')).toMatchObject({ method: 'GET', url: '/a', body: '' });
  expect(await echoed('undefined')).toMatchObject({ method: 'GET' });
});

test('posts a text as it is, and fields as a form', async () => {
  expect(
    await echoed(`{ method: 'post', headers: { 'Content-Type': 'text/xml' }, data: '<a>é</a>' }`),
  ).toMatchObject({ method: 'POST', headers: { 'content-type': 'text/xml' }, body: '<a>é</a>' });
  expect(await echoed(`{ data: { a: 1, 'b c': 'é&' } }`)).toMatchObject({
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'a=1&b%20c=%C3%A9%26',
  });
});

test('adds parameters, basic authorisation and headers; what belongs to the connection stays ours', async () => {
  const answer = await echoed(
    `{ method: 'DELETE', params: { q: 'a b' }, basicAuth: 'me:secret',
       headers: { 'X-A': 1, Host: 'elsewhere', 'Content-Length': '99', Connection: 'upgrade' } }`,
    '/a?x=1',
  );
  expect(answer).toMatchObject({
    method: 'DELETE',
    url: '/a?x=1&q=a%20b',
    headers: { 'x-a': '1', authorization: `Basic ${Buffer.from('me:secret').toString('base64')}` },
  });
  expect(answer.headers).not.toMatchObject({ host: 'elsewhere' });
});

test.each([
  ['a private address', 'http://10.0.0.1/', 'is not a public address'],
  ['a metadata address', 'http://169.254.169.254/latest/', 'is a metadata address'],
  ['an odd spelling of one', 'http://2852039166/', 'is a metadata address'],
  ['another scheme', 'file:///etc/passwd', 'http or https'],
  ['no address', 'nowhere', 'is not a URL'],
])('%s is refused', async (_, url, message) => {
  const [screen] = seen([await runOnce(`function main() { httpClient.request('${url}'); }`)]);
  expect(screen).toContain(`FAILED error: httpClient.request(): `);
  expect(screen).toContain(message);
});

test.each([
  [`{ method: 'CONNECT' }`, 'CONNECT is none of GET, POST, PUT, PATCH, DELETE'],
  [`{ headers: { 'a b': 'c' } }`, 'the header "a b" cannot be sent'],
  [`{ headers: { a: 'b\\r\\nc: d' } }`, 'the header "a" cannot be sent'],
  [`{ data: 'x'.repeat(70000) }`, 'longer than 64 KiB'],
])('%s is refused', async (options, message) => {
  const origin = await serveEcho();
  const [screen] = seen([await runOnce(`function main() { httpClient.request('${origin}', ${options}); }`)]);
  expect(screen).toContain(message);
});

test('a redirect is an answer, and not followed', async () => {
  const origin = await serve((_, response) => {
    response.writeHead(302, { location: 'http://10.0.0.1/' });
    response.end('moved');
  });
  const code = `function main() { var a = httpClient.request('${origin}'); sendReply(a.status + a.content); }`;
  expect(seen([await runOnce(code)])).toEqual(['END 302moved']);
});

test('an answer of more than 16 KiB is an error', async () => {
  const origin = await serve((_, response) => response.end('x'.repeat(16_385)));
  const [screen] = seen([await runOnce(`function main() { httpClient.request('${origin}'); }`)]);
  expect(screen).toContain('is longer than 16 KiB');
});

test('the sixth request of a step is refused, and the next step has its own five', async () => {
  const origin = await serve((_, response) => response.end('x'));
  const code = `
    function ask() {
      var answers = '';
      for (var i = 0; i < 6; i++) {
        try { answers += httpClient.request('${origin}').content; } catch (e) { answers += e.message; }
      }
      sendReply(answers);
    }
    function main() { ask(); promptDigits('a'); }
    addInputHandler('a', ask);`;
  const refused = 'xxxxxhttpClient.request(): a step may make 5 requests';
  expect(seen(await play(sharedRunner(), code, ['1']))).toEqual([`CON ${refused}`, `END ${refused}`]);
});

test('a script hears of silence in time to say something', async () => {
  const origin = await serve(() => undefined);
  const code = `
    function main() {
      try { httpClient.request('${origin}'); } catch (e) { sendReply('Sorry. ' + e.message); }
    }`;
  const [screen] = seen([await sharedRunner().run({ ...order(code), deadlineMs: 1500 })]);
  expect(screen).toMatch(/^END Sorry\. httpClient\.request\(\): no complete answer within [01]\.\d+ s$/);
});

test('waiting is not counted as the time of the script', async () => {
  const origin = await serve((_, response) => setTimeout(() => response.end('x'), 400));
  const code = `
    function main() { for (var i = 0; i < 3; i++) sendReply(httpClient.request('${origin}').content); }`;
  expect(seen([await runOnce(code)])).toEqual(['END x\nx\nx']);
});
