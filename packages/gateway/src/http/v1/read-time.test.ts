import { afterAll, beforeAll, expect, test } from 'vitest';
import { addFlow } from '#store/results/test-responses.ts';
import { type HttpWorld, openHttpWorld, type TestAccount } from '../../../test/http-world.ts';
import { visitFlow } from './results/test-results.ts';

const LEAP = '2016-12-31T23:59:60Z';

let world: HttpWorld;
let account: TestAccount;
beforeAll(async () => {
  world = await openHttpWorld();
  account = await world.addAccount();
  await addFlow(world.pool, account.id, visitFlow);
});
afterAll(() => world.close());

const asked = () => ({ authorization: `Bearer ${account.key}` });
const refused = (field: string) => [422, `${field} must not be a leap second, such as "${LEAP}".`];

test.each([
  ['since', '/messages'],
  ['until', '/messages'],
  ['since', '/received-messages'],
  ['until', '/received-messages'],
  ['since', '/ussd/sessions'],
  ['until', '/ussd/sessions'],
  ['from', '/flows/clinic-visit/responses'],
  ['to', '/flows/clinic-visit/responses'],
  ['from', '/flows/clinic-visit/results'],
  ['to', '/flows/clinic-visit/results.csv'],
])('a leap second is no %s of %s', async (field, url) => {
  const answer = await world.app.inject({ url: `/api/v1${url}?${field}=${LEAP}`, headers: asked() });
  expect([answer.statusCode, answer.json().detail]).toEqual(refused(field));
});

test('a leap second bounds no package of results', async () => {
  const list = await world.app.inject({ url: '/api/v1/flow-results/packages', headers: asked() });
  const url = `/api/v1/flow-results/packages/${list.json().data[0].id}/responses`;
  for (const field of ['filter[start-timestamp]', 'filter[end-timestamp]']) {
    const answer = await world.app.inject({ url, query: { [field]: LEAP }, headers: asked() });
    expect([answer.statusCode, JSON.stringify(answer.json())]).toEqual([
      422,
      expect.stringContaining(`${field} must not be a leap second`),
    ]);
  }
});

test.each(['at', 'contactAt'])('a leap second is no %s of policy explain', async (field) => {
  const answer = await world.app.inject({
    method: 'POST',
    url: '/api/v1/policy/explain',
    payload: { to: '0712345678', sender: 'UJUMBE', [field]: LEAP },
    headers: asked(),
  });
  expect([answer.statusCode, answer.json().detail]).toEqual(refused(field));
});
