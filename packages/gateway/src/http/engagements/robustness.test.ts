import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { StartSurvey } from '#core/start-survey.ts';
import { type HttpWorld, openHttpWorld, type TestAccount } from '../../../test/http-world.ts';

const RESULT = 'msisdn,srcSystem,msgId,cost,balance,mcc,mnc,desc,status,statusCode';
const ERROR = 'timestamp,status,error,message,path';
const RUNS = 2_000;
const AT_ONCE = 50;

let world: HttpWorld;
let account: TestAccount;

beforeAll(async () => {
  world = await openHttpWorld();
  account = await world.addAccount();
  await world.pool.query(
    `with flow as (insert into flows (account_id, name) values ($1, 'visit') returning id)
     insert into surveys (id, account_id, name, flow_id, sender) overriding system value
     select 55, $1, 'visit', id, '22888' from flow`,
    [account.id],
  );
  await world.refreshDirectory();
});
afterAll(() => world.close());

const value = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('254712345678', 254712345678, 'visit', '55', 55, 'REGONLINE') },
  fc.constantFrom('', ' ', null, true, -1, 1e300, '\0', '\ud83d', '__proto__', 'a'.repeat(2000)),
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.array(fc.constantFrom('55', 1, null), { maxLength: 2 }),
  fc.dictionary(fc.string(), fc.string(), { maxKeys: 2 }),
);
const fields = ['msisdn', 'msisd', 'srcSystem', 'dataFeed', 'fileName', '__proto__', 'constructor', 'other'];
const good = '"msisdn":"254712345678","srcSystem":"REGONLINE","dataFeed":"visit","fileName":"55"';
const body = fc.oneof(
  {
    weight: 3,
    // Written out by hand, as an object could hold neither duplicate keys nor __proto__.
    arbitrary: fc
      .array(fc.tuple(fc.constantFrom(...fields), value), { maxLength: 6 })
      .map(
        (pairs) =>
          `{${pairs.map(([key, inner]) => `${JSON.stringify(key)}:${JSON.stringify(inner)}`).join(',')}}`,
      ),
  },
  // What is said last counts.
  fc
    .tuple(fc.constantFrom(...fields), value)
    .map(([key, inner]) => `{${good},${JSON.stringify(key)}:${JSON.stringify(inner)}}`),
  fc.json({ maxDepth: 3 }),
  fc.string({ unit: 'binary', maxLength: 60 }),
);

test(`${RUNS} random bodies: never an error of ours, always one of the two shapes, and only what can be stored is started`, async () => {
  const started: Parameters<StartSurvey>[2][] = [];
  const startSurvey: StartSurvey = async (_account, survey, start) => {
    expect(survey.name).toBe('visit');
    started.push(start);
    return {
      started: true,
      runId: '019aa7b0-5322-7cf3-8c02-303165997da6',
      messageId: '019aa7b0-5322-7cf3-8c02-303165997da5',
      cost: 6000,
      balance: 31_375_598,
      mcc: '639',
      mnc: '02',
      waits: null,
    };
  };
  const app = world.server({ deps: { startSurvey } });
  const bodies = fc.sample(body, { numRuns: RUNS, seed: 20261122 });
  const seen = new Set<string>();
  const check = async (payload: string) => {
    const answer = await app.inject({
      method: 'POST',
      url: '/engagements/trigger',
      headers: { authorization: `Bearer ${account.key}`, 'content-type': 'application/json' },
      payload,
    });
    const told = `${payload} -> ${answer.statusCode} ${answer.body.slice(0, 200)}`;
    expect([200, 400], told).toContain(answer.statusCode);
    const one = JSON.parse(answer.body) as Record<string, unknown>;
    expect(Object.keys(one).join(), told).toBe(answer.statusCode === 200 ? RESULT : ERROR);
    for (const text of Object.values(one)) expect(typeof text, told).toBe('string');
    seen.add(answer.statusCode === 200 ? `${one.status}` : 'error');
  };
  for (let i = 0; i < RUNS; i += AT_ONCE) await Promise.all(bodies.slice(i, i + AT_ONCE).map(check));
  expect([...seen].sort()).toEqual(['FAILED', 'SUCCESS', 'error']);
  const { rows } = await world.pool.query('select $1::jsonb as params', [
    JSON.stringify(started.map(({ params }) => params)),
  ]);
  expect(rows[0].params).toHaveLength(started.length);
}, 120_000);
