import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type HttpWorld, openHttpWorld, type TestAccount } from '../../../test/http-world.ts';

const RESULT = 'cost,mnc,balance,msgId,to,mcc,desc,status,statusCode';
const ERROR = 'timestamp,status,error,message,path';
const RUNS = 10_000;
const AT_ONCE = 50;

let world: HttpWorld;
let account: TestAccount;

beforeAll(async () => {
  world = await openHttpWorld();
  account = await world.addAccount({ balance: '100000' });
});
afterAll(() => world.close());

const scalar = fc.oneof(
  fc.constantFrom(
    'TIARA',
    '254712345678',
    '0712345678',
    'Hi',
    '1',
    '2',
    '',
    ' ',
    null,
    true,
    254712345678,
    -1,
    1e300,
  ),
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.constantFrom("'", '\0', '$1', '\ud83d', '__proto__', '254712345678,0713345678', ',,,', 'a'.repeat(2000)),
);
const value = fc.oneof(
  { weight: 6, arbitrary: scalar },
  fc.array(scalar, { maxLength: 3 }),
  fc.dictionary(fc.string(), scalar, { maxKeys: 2 }),
);
const fields = [
  'from',
  'to',
  'message',
  'refId',
  'linkId',
  'messageType',
  'messages',
  'constructor',
  '__proto__',
  'other',
];
const item = fc.array(fc.tuple(fc.constantFrom(...fields), value), { maxLength: 8 }).map((pairs) => {
  // Written out by hand, as an object could hold neither duplicate keys nor __proto__.
  return `{${pairs.map(([key, inner]) => `${JSON.stringify(key)}:${JSON.stringify(inner)}`).join(',')}}`;
});
const good = '{"from":"TIARA","to":"254712345678","message":"Hi","refId":"r"}';
const text = fc.oneof(
  item,
  fc
    .array(fc.oneof(item, fc.constant(good), fc.json({ maxDepth: 3 })), { maxLength: 5 })
    .map((items) => `[${items.join(',')}]`),
  fc
    .array(item, { maxLength: 3 })
    .map((items) => `{"from":"TIARA","message":"Hi","messages":[${items.join(',')}]}`),
  fc.json({ maxDepth: 4 }),
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc.constant(good),
);

/** Bytes of a body: mostly whole, sometimes cut, sometimes with bytes put in or changed. */
const body = fc
  .tuple(
    text,
    fc.array(fc.tuple(fc.nat(), fc.nat(255), fc.constantFrom('set', 'cut', 'insert')), { maxLength: 3 }),
    fc.boolean(),
  )
  .map(([whole, changes, intact]) => {
    let bytes = Buffer.from(whole);
    for (const [at, byte, how] of intact ? [] : changes) {
      const place = bytes.length === 0 ? 0 : at % bytes.length;
      if (how === 'cut') bytes = bytes.subarray(0, place);
      else if (how === 'insert')
        bytes = Buffer.concat([bytes.subarray(0, place), Buffer.of(byte), bytes.subarray(place)]);
      else if (bytes.length > 0) bytes[place] = byte;
    }
    return bytes;
  });

test(`${RUNS} random bodies: never an error of ours, always one of the two shapes, and the books are right`, async () => {
  const bodies = fc.sample(body, { numRuns: RUNS, seed: 20261121 });
  const seen: Record<string, number> = {};
  for (let i = 0; i < RUNS; i += AT_ONCE) {
    await Promise.all(
      bodies
        .slice(i, i + AT_ONCE)
        .map((bytes, index) => check(bytes, (i + index) % 2 === 0 ? 'sendsms' : 'sendbatch', seen)),
    );
  }
  expect(Object.keys(seen).sort()).toEqual(['FAILED', 'SUCCESS', 'error 400']);
  const { rows } = await world.pool.query(
    `select (select count(*)::int from messages where account_id = $1) as messages, balance::bigint,
            (select coalesce(sum(price), 0) from messages where account_id = $1)::bigint as spent
     from balances where account_id = $1`,
    [account.id],
  );
  expect(rows[0].messages).toBe(seen.SUCCESS);
  expect(Number(rows[0].balance) + Number(rows[0].spent)).toBe(account.openingBalance);
}, 120_000);

async function check(
  bytes: Buffer,
  route: 'sendsms' | 'sendbatch',
  seen: Record<string, number>,
): Promise<void> {
  const answer = await world.app.inject({
    method: 'POST',
    url: `/api/messaging/${route}`,
    headers: { authorization: `Bearer ${account.key}`, 'content-type': 'application/json' },
    payload: bytes,
  });
  const told = `${route} ${bytes.toString('base64')} -> ${answer.statusCode} ${answer.body.slice(0, 200)}`;
  expect(answer.statusCode, told).toBeLessThan(500);
  const parsed = JSON.parse(answer.body) as Record<string, unknown> | Record<string, unknown>[];
  expect(Array.isArray(parsed), told).toBe(route === 'sendbatch');
  for (const one of [parsed].flat()) {
    expect(Object.keys(one).join(), told).toBe(answer.statusCode === 200 ? RESULT : ERROR);
    expect(
      Object.values(one).every((inner) => typeof inner === 'string'),
      told,
    ).toBe(true);
    const kind = answer.statusCode === 200 ? String(one.status) : `error ${answer.statusCode}`;
    seen[kind] = (seen[kind] ?? 0) + 1;
  }
}
