import { afterEach, expect, it } from 'vitest';
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
