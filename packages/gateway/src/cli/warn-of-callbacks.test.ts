import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readConfig } from '#core/config.ts';
import { type GivenCallbacks, warnOfCallbacks } from './warn-of-callbacks.ts';

let data: string;

beforeAll(() => {
  data = mkdtempSync(join(tmpdir(), 'ujumbe-warn-'));
});
afterAll(() => rmSync(data, { recursive: true }));

async function warned(given: GivenCallbacks, allowPrivate: string[] = [], allowHttp = true): Promise<string> {
  let text = '';
  const errors = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      text += chunk.toString();
      done();
    },
  });
  const config = readConfig(
    null,
    {},
    {
      '/data': data,
      '/callbacks/allowPrivate': allowPrivate,
      '/callbacks/allowHttp': allowHttp,
    },
  );
  await warnOfCallbacks(given, config, { input: new PassThrough(), output: errors, errors });
  return text;
}

test.each([
  ['http://10.1.2.3/dlr', '10.1.2.3/32:80'],
  ['https://192.168.1.1/dlr', '192.168.1.1/32:443'],
  ['http://localhost:9000/dlr', '127.0.0.1/32:9000'],
  ['http://LOCALHOST./dlr', '127.0.0.1/32:80'],
  ['http://app.localhost:8081/dlr', '127.0.0.1/32:8081'],
  ['http://2130706433/', '127.0.0.1/32:80'],
  ['http://[::1]:9000/', '[::1/128]:9000'],
])('%s is warned of, with what would allow it, and then it is not', async (url, range) => {
  const text = await warned({ receipts: url });
  expect(text).toContain(`Warning: Receipts to ${url} will be refused by a gateway with these settings:`);
  expect(text).toContain(`"callbacks": { "allowPrivate": ["${range}"`);
  expect(await warned({ receipts: url }, [range])).toBe('');
});

test('a public address, a name and no address are nothing to warn of', async () => {
  expect(await warned({ receipts: 'https://93.184.215.14/dlr', mo: 'https://shop.example/mo' })).toBe('');
  expect(await warned({ receipts: null, mo: undefined })).toBe('');
});

test('localhost has two addresses, both of which must be allowed', async () => {
  expect(await warned({ mo: 'http://localhost:9000/' })).toContain(
    '"allowPrivate": ["127.0.0.1/32:9000","[::1/128]:9000"]',
  );
});

test('each address is told of by itself', async () => {
  const text = await warned({ receipts: 'http://10.0.0.1/', mo: 'http://10.0.0.2/' });
  expect(text).toMatch(/Receipts to http:\/\/10\.0\.0\.1\/.*MO to http:\/\/10\.0\.0\.2\//s);
});

test('what no setting opens is told without one', async () => {
  const text = await warned({ mo: 'http://169.254.169.254/' });
  expect(text).toBe(
    'Warning: MO to http://169.254.169.254/ will be refused by a gateway with these settings: 169.254.169.254 is a metadata address.\n',
  );
  expect(await warned({ mo: 'http://shop.example/' }, [], false)).toMatch(/must begin with https/);
});

test('what the demo of the data folder allows is not warned of', async () => {
  const facts = { baseUrl: 'http://127.0.0.1:1', apiKey: 'k', allowPrivate: ['127.0.0.0/8'] };
  writeFileSync(join(data, 'demo.json'), JSON.stringify(facts));
  expect(await warned({ ussd: 'http://127.0.0.1:3000/ussd' })).toBe('');
  expect(await warned({ ussd: 'http://10.0.0.1/ussd' })).toContain('Warning: USSD to');
});
