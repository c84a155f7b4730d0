import { afterEach, expect, it } from 'vitest';
import { eventually } from '../../test/world.ts';
import { startUssdApp, type UssdApp, type UssdAppOptions } from './ussd-app.ts';

let app: UssdApp;
const start = async (options: UssdAppOptions = {}): Promise<void> => {
  app = await startUssdApp(options);
};
const hop = async (input: string): Promise<string> => {
  const body = `msisdn=254700000001&sessionId=149505148&input=${encodeURIComponent(input)}&serviceCode=*123%23`;
  const answer = await fetch(app.url, {
    method: 'POST',
    body: `${body}&countryCode=254&network=Safaricom+KE`,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  });
  return answer.text();
};

afterEach(() => app.stop());

it('walks the demo menu', async () => {
  await start();
  expect(await hop('')).toMatch(/^CON Welcome/);
  expect(await hop('2')).toMatch(/^CON Which number/);
  expect(await hop('2*0700000001')).toBe('END Thank you. We will call you.');
  expect(await hop('7')).toBe('END That is not one of the choices.');
});

it('records each hop with the form as sent', async () => {
  await start();
  await hop('1*2');
  expect(app.hops()).toMatchObject([
    {
      request: { msisdn: '254700000001', sessionId: '149505148', input: '1*2', serviceCode: '*123#' },
      answer: 'END That is not one of the choices.',
    },
  ]);
  expect(app.hops()[0]?.rawBody).toContain('network=Safaricom+KE');
});

it('follows a script function and takes another script live', async () => {
  await start({ script: ({ input, network }) => `CON ${network} ${input}` });
  expect(await hop('5')).toBe('CON Safaricom KE 5');
  app.setScript({ '': 'END closed' });
  expect(await hop('')).toBe('END closed');
});

it('prefers the longest beginning', async () => {
  await start({ script: { '...': 'END a', '1...': 'END b', '1*2...': 'END c' } });
  expect([await hop('9'), await hop('1*1'), await hop('1*2*3')]).toEqual(['END a', 'END b', 'END c']);
});

it('answers 500 when the script throws', async () => {
  await start({
    script: () => {
      throw new Error('boom');
    },
  });
  expect(await hop('')).toContain('boom');
});

it('sends raw answers unchanged: status, type, headers, octets, late', async () => {
  const octets = Uint8Array.of(0xff, 0x43, 0x4f, 0x4e);
  await start({
    script: {
      '': { body: '"CON Hi"', contentType: 'application/json', headers: { 'x-a': 'b' } },
      '1': { body: 'END x', status: 503 },
      '2': { body: octets, contentType: null, delayMs: 5 },
    },
  });
  const ask = (input: string) => fetch(app.url, { method: 'POST', body: `input=${input}` });
  const first = await ask('');
  expect([await first.text(), first.headers.get('content-type'), first.headers.get('x-a')]).toEqual([
    '"CON Hi"',
    'application/json',
    'b',
  ]);
  expect((await ask('1')).status).toBe(503);
  const third = await ask('2');
  expect([third.headers.get('content-type'), await third.bytes()]).toEqual([null, octets]);
  expect(app.hops().map(({ answered }) => answered)).toEqual([200, 503, 200]);
});

it('fails on demand and records the hops nevertheless', async () => {
  await start();
  app.fail({ kind: 'status', status: 500, times: 1 });
  expect(await hop('1')).toBe('failing on demand\n');
  app.fail({ kind: 'garbage', times: 1 });
  const garbage = await fetch(app.url, { method: 'POST' });
  expect((await garbage.bytes()).length).toBe(256);
  app.fail({ kind: 'close', times: 1, readBody: false });
  await expect(hop('2')).rejects.toThrow('fetch failed');
  app.fail({ kind: 'redirect', times: 1 });
  const redirect = await fetch(app.url, { method: 'POST', redirect: 'manual' });
  expect(redirect.headers.get('location')).toBe('/elsewhere');
  expect(app.failure).toBeNull();
  expect(await hop('')).toMatch(/^CON Welcome/);
  expect(app.hops().map(({ answered, answer }) => [answered, answer === ''])).toEqual([
    [500, true],
    [200, true],
    [0, true],
    [302, true],
    [200, false],
  ]);
  app.clearHops();
  expect(app.hops()).toEqual([]);
});

it('drips and hangs until the client gives up', async () => {
  await start();
  for (const kind of ['hang', 'drip'] as const) {
    app.fail({ kind, everyMs: 5, times: 1 });
    const controller = new AbortController();
    const asked = fetch(app.url, { method: 'POST', body: 'input=', signal: controller.signal });
    const read = asked.then((answer) => answer.text());
    await eventually(() => app.hops().length).toBe(1);
    controller.abort();
    await expect(read).rejects.toThrow('aborted');
    app.clearHops();
  }
});
