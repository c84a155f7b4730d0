import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type HttpWorld, openHttpWorld } from '../../../test/http-world.ts';
import { scopes } from '../access.ts';
import type { OpenApiDocument } from '../openapi/document.ts';

let world: HttpWorld;
let document: OpenApiDocument;

beforeAll(async () => {
  world = await openHttpWorld();
  document = (await world.app.inject('/api/openapi.json')).json();
});
afterAll(() => world.close());

test('every route that needs a key is described, with its scope', () => {
  const described = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(
      ([method, operation]) =>
        `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')} ${operation['x-scope']}`,
    ),
  );
  const routes = [...world.app.accessTable].filter(
    ([route, { auth }]) => auth.startsWith('key') && !route.startsWith('HEAD '),
  );
  expect(described.sort()).toEqual(routes.map(([route, { scope }]) => `${route} ${scope}`).sort());
});

test('every reference in the document leads somewhere', () => {
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)];
  expect(references.length).toBeGreaterThan(20);
  for (const [, name = ''] of references) expect(document.components.schemas).toHaveProperty(name);
});

test('only an operation that honours the Idempotency-Key advises it', () => {
  const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods));
  const honouring = operations.filter(({ parameters = [] }) =>
    parameters.some(({ name }) => name === 'Idempotency-Key'),
  );
  const advising = operations.filter(({ responses }) =>
    responses[503]?.description.includes('Idempotency-Key'),
  );
  expect(honouring.map(({ operationId }) => operationId)).not.toContain('startSurvey');
  expect(advising).toEqual(honouring);
});

test('the examples of v1 requests are accepted as they stand', async () => {
  const { key, id } = await world.addAccount();
  await addDocumentedSurvey(id);
  const admin = await world.addAccount({ scopes });
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      const example = operation.requestBody?.content['application/json']?.example;
      if (example === undefined) continue;
      const answer = await world.app.inject({
        method: method.toUpperCase() as 'POST',
        // The first of what the examples make.
        url: path.replace('{id}', '1').replace('{name}', 'visit-feedback'),
        headers: { authorization: `Bearer ${operation['x-scope'] === 'admin' ? admin.key : key}` },
        payload: example as object,
      });
      expect([200, 201, 204], `${path} ${answer.body}`).toContain(answer.statusCode);
      expect(answer.body).not.toContain('FAILED');
    }
  }
});

/** The survey of the documented trigger is made by other means than the API, which would give it another id. */
async function addDocumentedSurvey(accountId: number): Promise<void> {
  await world.pool.query(
    `with flow as (insert into flows (account_id, name) values ($1, 'documented') returning id)
     insert into surveys (id, account_id, name, flow_id, sender) overriding system value
     select 55, $1, 'tiara-poller-dlr', id, '22888' from flow`,
    [accountId],
  );
  await world.refreshDirectory();
}

test('the page shows every operation, asks nothing of other servers, and believes no strange host', async () => {
  const page = await world.app.inject({ url: '/docs', headers: { host: 'gateway.test:8080' } });
  for (const methods of Object.values(document.paths)) {
    for (const { operationId } of Object.values(methods)) expect(page.body).toContain(`id="${operationId}"`);
  }
  expect(page.body).toContain('curl --request POST &#39;http://gateway.test:8080/api/messaging/sendsms&#39;');
  expect(page.body.match(/(?:src|href)="(?!#|\/(?!\/))/g)).toBeNull();
  expect(page.body).not.toMatch(/<script|style=/);
  expect(page.headers['content-security-policy']).toContain("default-src 'none'");
  const strange = await world.app.inject({ url: '/docs', headers: { host: '"><img src=x>' } });
  expect(strange.body).not.toContain('<img');
});

test('the bare address leads to the page', async () => {
  const answer = await world.app.inject('/?from=a-browser');
  expect([answer.statusCode, answer.headers.location]).toEqual([302, '/docs']);
  expect((await world.app.inject({ url: '/', method: 'POST' })).statusCode).toBe(405);
});

test('the files in docs/api are what the routes say', async () => {
  const script = new URL('../../../../../scripts/generate-api-docs.ts', import.meta.url);
  const run = await promisify(execFile)(process.execPath, [script.pathname, '--check']);
  expect(run.stderr).not.toContain('docs/api');
});

test('health and metrics tell no customer anything of another', async () => {
  expect((await world.app.inject('/healthz')).json()).toEqual({ ok: true });
  expect((await world.app.inject('/readyz')).json()).toEqual({ ok: true, reasons: [] });
  const away = await world.server({ database: 'away' }).inject('/readyz');
  expect([away.statusCode, away.json()]).toEqual([503, { ok: false, reasons: ['the database is away'] }]);
  const metrics = await world.app.inject('/metrics');
  expect([metrics.headers['content-type'], metrics.body]).toEqual([
    'text/plain; version=0.0.4; charset=utf-8',
    '# HELP up\nup 1\n',
  ]);
});
