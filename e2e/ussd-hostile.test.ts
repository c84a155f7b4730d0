import fc from 'fast-check';
import { Agent, request } from 'undici';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hostileTexts } from './hostile-bodies.ts';
import { freshNumber } from './load.ts';
import { addUssdApp } from './provision-ussd.ts';
import operators from './ussd-operators.cases.json' with { type: 'json' };
import { addFront, waitForCode } from './ussd-world.ts';
import { startWorld, type World } from './world.ts';

const adapters = [
  'africastalking',
  'safaricom-get',
  'airtel-flares',
  'mtn-madapi',
  'truroute-xml',
  'aat-xml',
  'hubtel',
  'arkesel',
  'nalo',
  'restcomm-xml',
  'telerivet',
  'template',
] as const;
/** A template is nothing without settings; the others have standard ones. */
const template = operators.find(({ adapter }) => adapter === 'template');
const REQUESTS = 300;
const AT_ONCE = 16;

const entities = `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">${Array.from({ length: 9 }, (_, n) => `<!ENTITY ${'bcdefghij'[n]} "${`&${'abcdefghi'[n]};`.repeat(10)}">`).join('')}]>`;
const bombs: readonly [name: string, body: string][] = [
  ['a document type with entities of entities', `${entities}<ussd><msg>&j;</msg></ussd>`],
  [
    'an entity from outside',
    '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><ussd><msg>&f;</msg></ussd>',
  ],
  ['nine thousand elements within each other', `${'<a>'.repeat(9000)}${'</a>'.repeat(9000)}`],
  ['references without end', `<ussd><msg>${'&#65;'.repeat(10_000)}</msg></ussd>`],
  ['many elements', `<ussd>${'<a/>'.repeat(12_000)}</ussd>`],
  ['JSON within JSON', '['.repeat(30_000)],
  ['a key that means mischief', '{"__proto__":{"sessionId":"1"},"constructor":{"prototype":{}}}'],
  ['half of a document', '<ussd><msisdn>254700000001</msisdn><sess'],
  ['another encoding', '<?xml version="1.0" encoding="UTF-16"?><ussd/>'],
];

describe('the door of USSD among people who mean it no good', () => {
  let world: World;
  const tokens = new Map<string, string>();
  const agent = new Agent({ connections: AT_ONCE });

  beforeAll(async () => {
    world = await startWorld();
    const { pool, customer, simulator } = world;
    simulator.setUssdScript({ '': 'CON menu', '...': 'CON menu' });
    await addUssdApp(pool, {
      accountId: customer.accountId,
      codes: ['*123*12#'],
      settings: { url: simulator.ussdUrl },
    });
    for (const adapter of adapters) {
      const { connector, front } = (adapter === 'template' && template) || {};
      tokens.set(adapter, await addFront(world, adapter, { adapter, ...connector }, front));
    }
    await waitForCode(world, '*123*12#', 'truroute-xml');
  });
  afterAll(async () => {
    await agent.destroy();
    await world.close();
  });

  async function call(path: string, method: string, headers: Record<string, string>, body: Buffer | null) {
    const answer = await request(world.gateway.baseUrl + path, {
      method: method as 'POST',
      headers,
      body,
      dispatcher: agent,
    });
    return { status: answer.statusCode, body: await answer.body.text(), headers: answer.headers };
  }

  /** Random octets, and requests that are nearly right. */
  const nonsense = fc.oneof(
    fc.uint8Array({ maxLength: 2000 }).map((bytes) => Buffer.from(bytes)),
    fc.constantFrom(...hostileTexts).map((text) => Buffer.from(text)),
    fc.json().map((text) => Buffer.from(text)),
    fc.webQueryParameters().map((text) => Buffer.from(text)),
    fc
      .record({ name: fc.constantFrom('ussd', 'dialog', 'request'), inside: fc.string({ unit: 'binary' }) })
      .map(({ name, inside }) => Buffer.from(`<${name}>${inside}</${name}>`)),
  );

  test.each(adapters)(
    '%s is given random octets, and answers each with a screen or a sentence',
    async (adapter) => {
      const samples = fc.sample(fc.tuple(nonsense, fc.webQueryParameters(), fc.boolean()), REQUESTS);
      const path = `/ussd/${tokens.get(adapter)}`;
      for (let from = 0; from < samples.length; from += AT_ONCE) {
        const answers = await Promise.all(
          samples.slice(from, from + AT_ONCE).map(([body, query, posts]) =>
            posts
              ? call(`${path}?${query}`, 'POST', { 'content-type': 'application/octet-stream' }, body)
              : // No route has a segment of more than 200 characters.
                call(`${path}/${encodeURIComponent(query.slice(0, 20))}?${query}`, 'GET', {}, null),
          ),
        );
        for (const { status, body } of answers) {
          expect([200, 400, 403, 405, 414]).toContain(status);
          if (status === 400) expect(body).toMatch(/^\P{Cc}{5,300}$/u);
        }
      }
    },
  );

  test.each(bombs)('every dialect survives %s', async (_name, body) => {
    for (const token of tokens.values()) {
      for (const type of ['text/xml', 'application/json', 'application/x-www-form-urlencoded']) {
        const { status, body: said } = await call(
          `/ussd/${token}`,
          'POST',
          { 'content-type': type },
          Buffer.from(body),
        );
        expect([400, 405]).toContain(status);
        expect(said).not.toContain('root:');
      }
    }
  });

  test('what is too long is not read', async () => {
    const { status } = await call(
      `/ussd/${tokens.get('hubtel')}`,
      'POST',
      { 'content-type': 'application/json' },
      Buffer.alloc(65 * 1024, 0x20),
    );
    expect(status).toBe(413);
  });

  test('without the token there is nothing here, whatever the method', async () => {
    for (const method of ['GET', 'POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS']) {
      const { status } = await call('/ussd/guess', method, {}, null);
      expect([404, 405]).toContain(status);
    }
  });

  test('and afterwards people are served as before, and the log holds nothing of theirs', async () => {
    const { ussd } = world.simulator;
    for (const adapter of ['truroute-xml', 'hubtel', 'nalo', 'safaricom-get']) {
      expect(await ussd.dial(freshNumber(), '*123*12#', adapter)).toEqual({ text: 'menu', open: true });
    }
    const log = world.gateway.wholeLog.join('\n');
    expect(log).not.toMatch(/2547\d{8}|"level":"(error|fatal)"/);
    for (const token of tokens.values()) expect(log).not.toContain(token);
  });
});
