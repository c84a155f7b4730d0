import { afterAll, beforeAll, expect, test } from 'vitest';
import { type HttpWorld, openHttpWorld, type TestAccount } from '../../../../test/http-world.ts';
import { scopes } from '../../access.ts';

let world: HttpWorld;
let admin: TestAccount;
let id: number;

beforeAll(async () => {
  world = await openHttpWorld();
  admin = await world.addAccount({ scopes });
  const settings = { adapter: 'hubtel', token: 'marker-0123456789abcdef' };
  const { rows } = await world.pool.query(
    `insert into connectors (name, kind, settings) values ('calls-us', 'ussd-http', $1) returning id`,
    [settings],
  );
  id = rows[0].id;
  const app = { name: 'menu', kind: 'http', settings: { url: 'https://example.com/' } };
  // A change of the directory makes the world read it anew.
  await ask('POST', '/ussd/apps', app);
});
afterAll(() => world.close());

async function ask(method: 'GET' | 'POST', path: string, payload?: object) {
  const headers = { authorization: `Bearer ${admin.key}` };
  const url = `/api/v1${path}`;
  const answer = await world.app.inject({
    method,
    url,
    headers,
    ...(payload === undefined ? {} : { payload }),
  });
  return { status: answer.statusCode, text: answer.body, body: answer.json() };
}

test('an operator that calls us stands among the connectors, without its secret address', async () => {
  const { body, text } = await ask('GET', '/connectors');
  expect(body.items).toMatchObject([
    { name: 'safaricom', kind: 'smpp' },
    { id, name: 'calls-us', kind: 'ussd-http', enabled: true, up: true, binds: [] },
  ]);
  expect(text).not.toContain('marker');
});

test('it can be dialled at, with codes of its own and the length of its screens', async () => {
  const profile = { maxSeptets: 40 };
  await world.pool.query(
    `update connectors set settings = settings || jsonb_build_object('ussdProfile', $1::jsonb) where id = $2`,
    [profile, id],
  );
  const { body: app } = await ask('POST', '/ussd/apps', {
    name: 'own',
    kind: 'http',
    settings: { url: 'https://example.com/' },
  });
  await ask('POST', '/ussd/codes', { code: '*500#', appId: app.id, connector: id });
  const dial = { msisdn: '254700000001', code: '*500#', connector: id };
  const { body: begun } = await ask('POST', '/ussd/simulator/dial', dial);
  expect(begun).toMatchObject({ action: 'con', session: expect.stringMatching(`^${id}-`) });
  const text = 'a long entry that this operator cannot show';
  const { body: screen } = await ask('POST', '/ussd/simulator/answer', { session: begun.session, text });
  expect(screen.text).toHaveLength(40);
});

test('it is switched like any other', async () => {
  const off = await ask('POST', `/connectors/${id}/disable`);
  expect(off.body).toMatchObject({ id, enabled: false, up: false });
  expect((await ask('POST', `/connectors/${id}/enable`)).body).toMatchObject({ enabled: true, up: true });
});
