import fastify from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type HttpWorld, openHttpWorld } from '../../test/http-world.ts';
import { enforceAccess, scopes } from './access.ts';
import expected from './authz.cases.json' with { type: 'json' };

const cases = Object.entries(expected);
let world: HttpWorld;

beforeAll(async () => {
  world = await openHttpWorld();
  await world.app.ready();
});
afterAll(() => world.close());

test('every route has its row in the table, and the other way round', () => {
  const routes = [...world.app.accessTable.keys()].filter((route) => !route.startsWith('HEAD '));
  expect(routes.sort()).toEqual(cases.map(([route]) => route).sort());
});

describe.each(cases)('%s', (route, scope) => {
  const [method = '', path = ''] = route.split(' ');
  const ask = (key: string | null, url = path) =>
    world.app.inject({
      method: method as 'GET',
      url: url.replace(':id', '1'),
      headers: key === null ? {} : { authorization: `Bearer ${key}` },
    });
  const refused = /\/api\/messaging\/|\/engagements\//.test(route) ? 403 : 401;

  if (scope === null) {
    test('needs no key', async () => {
      expect((await ask(null)).statusCode).toBe(path === '/' ? 302 : 200);
    });
    return;
  }

  if (scope === 'token') {
    test('asks for no key, but for a token that a connector has', async () => {
      expect((await ask(null)).statusCode).toBe(404);
    });
    return;
  }

  test('refuses no key, a bad key, an expired key, a key for other addresses, and a disabled account', async () => {
    const wishes = [{ expired: true }, { ipList: ['192.0.2.0/24'] }, { active: false }];
    const accounts = await Promise.all(wishes.map((wish) => world.addAccount({ scopes, ...wish })));
    const keys = [
      null,
      'bad',
      'uj_test_0123456789012345678901234567890123456',
      ...accounts.map(({ key }) => key),
    ];
    for (const key of keys) expect((await ask(key)).statusCode).toBe(refused);
  });

  test('refuses a key with every scope but its own', async () => {
    const { key } = await world.addAccount({ scopes: scopes.filter((other) => other !== scope) });
    expect((await ask(key)).statusCode).toBe(403);
  });

  test('admits a key with no scope but its own', async () => {
    const { key } = await world.addAccount({ scopes: [scope] });
    expect([401, 403]).not.toContain((await ask(key)).statusCode);
  });

  test('is not reached by another spelling of its path', async () => {
    const { key } = await world.addAccount({ scopes });
    expect((await ask(key, path.toUpperCase())).statusCode).toBe(404);
    expect((await ask(key, path.replace(/(?<=.)\//, '//'))).statusCode).toBe(404);
  });
});

test('a route that declares no access stops the start', () => {
  const app = fastify();
  enforceAccess(app, {} as never);
  expect(() => app.get('/secret', async () => 'x')).toThrow('Route GET /secret declares no access.');
});

test('a public route that is not on the list stops the start', () => {
  const app = fastify();
  enforceAccess(app, {} as never);
  const access = { auth: 'public', scope: null, rateClass: 'public', bodyLimit: 1 } as const;
  expect(() => app.get('/secret', { config: { access } }, async () => 'x')).toThrow('list of public routes');
});

test('two Authorization headers are refused, whichever is good', async () => {
  const { key } = await world.addAccount();
  const answer = await world.app.inject({
    method: 'GET',
    url: '/api/v1/balance',
    headers: { authorization: [`Bearer ${key}`, 'Bearer other'] as never },
  });
  expect(answer.statusCode).toBe(401);
});

test('ten thousand malformed keys are refused without asking the database', async () => {
  const app = world.server({
    deps: {
      accept: () => Promise.reject(new Error('asked')),
      balanceOf: () => Promise.reject(new Error('asked')),
      pool: {
        query: () => Promise.reject(new Error('asked')),
        connect: () => Promise.reject(new Error('asked')),
      } as never,
    },
  });
  await app.ready();
  const statuses = new Set<number>();
  for (let i = 0; i < 10_000; i += 1) {
    const answer = await app.inject({
      method: 'GET',
      url: '/api/messaging/checkbalance',
      headers: { authorization: `Bearer uj_live_${i.toString(36).padStart(38, '0')}` },
    });
    statuses.add(answer.statusCode);
  }
  expect([...statuses]).toEqual([403]);
});

test('refused keys of one address are slowed down, good ones are not', async () => {
  const { key } = await world.addAccount();
  const app = world.server({
    settings: {
      rates: { keyPerSecond: 0, unauthenticatedPerSecond: 2, failedAuthPerMinute: 5, searchPerMinute: 0 },
    },
  });
  const ask = (authorization: string, url = '/api/messaging/checkbalance') =>
    app.inject({ method: 'GET', url, headers: { authorization } });
  const refused: number[] = [];
  for (let i = 0; i < 6; i += 1) refused.push((await ask('Bearer wrong')).statusCode);
  expect(refused).toEqual([403, 403, 403, 403, 403, 429]);
  const seventh = await ask('Bearer wrong');
  expect(seventh.headers['retry-after']).toBe('12');
  expect((await ask(`Bearer ${key}`)).statusCode).toBe(200);
  const open = [await ask('', '/healthz'), await ask('', '/healthz'), await ask('', '/healthz')];
  expect(open.map((answer) => answer.statusCode)).toEqual([200, 200, 429]);
});
