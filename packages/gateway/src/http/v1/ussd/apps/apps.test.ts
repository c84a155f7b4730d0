import { afterAll, beforeAll, expect, test } from 'vitest';
import { type HttpWorld, openHttpWorld, type TestAccount } from '../../../../../test/http-world.ts';
import { scopes } from '../../../access.ts';
import { flowExample } from '../../flows/flow-body.ts';
import { addAppWithCode, ask } from '../test-ask.ts';

let world: HttpWorld;
let ours: TestAccount;
let theirs: TestAccount;
let admin: TestAccount;

beforeAll(async () => {
  world = await openHttpWorld();
  ours = await world.addAccount();
  theirs = await world.addAccount();
  admin = await world.addAccount({ scopes });
});
afterAll(() => world.close());

const settings = { url: 'https://example.com/ussd', headers: { 'X-Secret': 'marker' } };

test('an application is made, read, changed and removed, and its secrets are never read back', async () => {
  const account = await world.addAccount();
  const made = await ask(world, account, 'POST /apps', { name: 'Menu', kind: 'http', settings });
  expect(made.status).toBe(201);
  expect(made.headers.location).toBe(`/api/v1/ussd/apps/${made.body.id}`);
  const hidden = { url: settings.url, headers: { 'X-Secret': '[hidden]' } };
  expect(made.body).toEqual({
    id: made.body.id,
    kind: 'http',
    name: 'Menu',
    enabled: true,
    language: 'en',
    sensitive: false,
    maskPins: true,
    keepComplete: 180,
    keepPartial: 30,
    codes: [],
    createdAt: expect.stringMatching(/Z$/),
    settings: hidden,
  });
  const path = `/apps/${made.body.id}`;
  expect((await ask(world, account, `GET ${path}`)).body).toEqual(made.body);
  const { settings: _, ...summary } = made.body;
  expect((await ask(world, account, 'GET /apps')).body).toEqual({ items: [summary] });

  const changed = await ask(world, account, `PATCH ${path}`, {
    name: 'Menyu',
    language: 'sw',
    sensitive: true,
    keepComplete: 7,
    settings: { ...hidden, timeoutSeconds: 3 },
  });
  const expected = { ...made.body, name: 'Menyu', language: 'sw', sensitive: true, keepComplete: 7 };
  expect(changed.body).toEqual({ ...expected, settings: { ...hidden, timeoutSeconds: 3 } });
  const { rows } = await world.pool.query('select settings from ussd_apps where id = $1', [made.body.id]);
  expect(rows).toEqual([{ settings: { ...settings, timeoutSeconds: 3 } }]);

  const removed = await ask(world, account, `DELETE ${path}`);
  expect([removed.status, removed.body]).toEqual([204, null]);
  expect((await ask(world, account, `GET ${path}`)).status).toBe(404);
});

test('what cannot be stored is refused with every fault, and changes nothing', async () => {
  const refused = async (body: object) => {
    const answer = await ask(world, ours, 'POST /apps', body);
    expect(answer.status).toBe(422);
    return answer.body;
  };
  expect(
    await refused({ name: 'x', kind: 'http', settings: { urll: 'https://a.example', body: 'xml' } }),
  ).toMatchObject({
    detail: 'The settings cannot be used: url is missing. Address that every hop is posted to.',
    errors: [
      { field: 'settings', message: 'url is missing. Address that every hop is posted to.' },
      { field: 'settings', message: 'urll is not a setting. Did you mean url?' },
      { field: 'settings', message: 'body must be one of form, json, not "xml".' },
    ],
  });
  expect(await refused({ name: ' x', kind: 'http', settings })).toMatchObject({
    errors: [{ field: 'name' }],
  });
  expect(await refused({ name: 'x', kind: 'robot', settings })).toMatchObject({
    errors: [{ field: 'kind' }],
  });
  expect(await refused({ name: 'x', kind: 'script', settings: { code: 'let a = ;' } })).toMatchObject({
    detail: expect.stringContaining('code cannot be read, line 1'),
  });
  expect(await refused({ name: 'x', kind: 'http', settings, accountId: 1 })).toMatchObject({
    errors: [{ field: 'accountId' }],
  });
  for (const unstorable of ['marker\0', 'marker\ud83d']) {
    expect(await refused({ name: unstorable, kind: 'http', settings })).toMatchObject({
      errors: [{ field: 'name' }],
    });
    for (const more of [{ unavailable: unstorable }, { headers: { [unstorable]: 'x' } }]) {
      expect(await refused({ name: 'x', kind: 'http', settings: { ...settings, ...more } })).toMatchObject({
        detail: expect.stringContaining('which cannot be stored'),
      });
    }
    const vars = { a: [{ [unstorable]: unstorable }] };
    const told = await refused({ name: 'x', kind: 'script', settings: { code: 'a = 1', vars } });
    expect(told.errors).toHaveLength(2);
  }
  const bad = { name: 'x', kind: 'http', settings: { url: 'u', headers: { 'X-A': 'marker\n' } } };
  expect(JSON.stringify(await refused(bad))).not.toContain('marker');
  expect((await ask(world, ours, 'GET /apps')).body.items).toEqual([]);
});

test('an application may be a published flow of the account', async () => {
  const account = await world.addAccount();
  const body = { name: 'Visit', kind: 'flow', settings: { flow: 'visit-feedback' } };
  expect(await ask(world, account, 'POST /apps', body)).toMatchObject({
    status: 422,
    body: { errors: [{ field: 'settings.flow' }] },
  });
  const headers = { authorization: `Bearer ${account.key}` };
  const url = '/api/v1/flows/visit-feedback';
  await world.app.inject({ method: 'PUT', url, headers, payload: flowExample });
  const made = await ask(world, account, 'POST /apps', body);
  expect(made).toMatchObject({ status: 201, body });
  const change = (settings: object) => ask(world, account, `PATCH /apps/${made.body.id}`, { settings });
  expect((await change({ unavailable: 'Come again' })).body.settings).toEqual({
    flow: 'visit-feedback',
    unavailable: 'Come again',
  });
  expect((await change({ flow: 'nothing' })).status).toBe(422);
});

test('two applications of an account have two names', async () => {
  const account = await world.addAccount();
  const body = { name: 'One', kind: 'http', settings };
  await ask(world, account, 'POST /apps', body);
  const again = await ask(world, account, 'POST /apps', body);
  expect(again).toMatchObject({ status: 409, body: { detail: expect.stringContaining('named "One"') } });
  const two = await ask(world, account, 'POST /apps', { ...body, name: 'Two' });
  expect((await ask(world, account, `PATCH /apps/${two.body.id}`, { name: 'One' })).status).toBe(409);
  expect((await ask(world, theirs, 'POST /apps', body)).status).toBe(201);
});

test('an application that a code leads to stays', async () => {
  const { appId, codeId, code } = await addAppWithCode(world, ours, admin);
  const refused = await ask(world, ours, `DELETE /apps/${appId}`);
  expect(refused).toMatchObject({ status: 409, body: { detail: expect.stringContaining('Codes lead to') } });
  expect((await ask(world, ours, `GET /apps/${appId}`)).body.codes).toEqual([code]);
  await ask(world, admin, `DELETE /codes/${codeId}`);
  expect((await ask(world, ours, `DELETE /apps/${appId}`)).status).toBe(204);
});

test('applications of another account are as unknown as what never was', async () => {
  const secret = { name: 'MARKER', kind: 'http', settings: { url: 'https://marker.example/' } };
  const { body } = await ask(world, theirs, 'POST /apps', secret);
  const routes = ['GET', 'PATCH', 'DELETE'] as const;
  for (const id of [body.id, 999_999, 0, 'x', '1e3']) {
    for (const method of routes) {
      const answer = await ask(world, ours, `${method} /apps/${id}`, method === 'PATCH' ? {} : undefined);
      expect(answer).toMatchObject({
        status: 404,
        body: { detail: 'There is no USSD application with this id.' },
      });
    }
  }
  expect(JSON.stringify((await ask(world, ours, 'GET /apps')).body)).not.toMatch(/marker/i);
  expect((await ask(world, theirs, `GET /apps/${body.id}`)).body.name).toBe('MARKER');
});
