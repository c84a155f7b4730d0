import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshNumber } from './load.ts';
import { addUssdApp } from './provision-ussd.ts';
import cases from './ussd-operators.cases.json' with { type: 'json' };
import { addFront, addSmppFront, waitForCode } from './ussd-world.ts';
import { waitUntil } from './wait-until.ts';
import { startWorld, type World, waitForConnector } from './world.ts';

type Case = {
  readonly adapter: string;
  readonly label?: string;
  /** How the simulated operator speaks. */
  readonly front?: Record<string, unknown>;
  /** How the gateway's connector is set up. */
  readonly connector?: {
    readonly dialect?: Record<string, unknown>;
    readonly auth?: Record<string, unknown>;
  };
  /** Of SMPP. */
  readonly profile?: string;
  /** False for operators that never say that a subscriber has hung up. */
  readonly tellsEnd?: boolean;
};

const code = '*123*12#';
const script = {
  '': 'CON Welcome\n1. Balance\n2. Help',
  '2': 'CON What kind of help?',
  '2*...': 'END Thank you – we will call you.',
};
const transcript = [
  { text: 'Welcome\n1. Balance\n2. Help', open: true },
  { text: 'What kind of help?', open: true },
  { text: 'Thank you - we will call you.', open: false },
];
/** What the application is to be asked, the same whoever the operator is. */
const asked = ['', '2', '2*Water & food'];

describe('one transcript', () => {
  let world: World;
  const fronts = new Map<Case, string>();

  beforeAll(async () => {
    world = await startWorld();
    const { simulator, pool, customer } = world;
    simulator.setUssdScript(script);
    await addUssdApp(pool, {
      accountId: customer.accountId,
      codes: [code],
      settings: { url: simulator.ussdUrl },
    });
    const binds: number[] = [];
    for (const [index, one] of (cases as Case[]).entries()) {
      const front = `front ${index}`;
      fronts.set(one, front);
      if (one.profile !== undefined) binds.push(await addSmppFront(world, front, one.profile));
      else await addFront(world, front, { adapter: one.adapter, ...one.connector }, one.front);
    }
    for (const connectorId of binds) await waitForConnector(world, connectorId);
    for (const front of fronts.values()) await waitForCode(world, code, front);
  });
  afterAll(() => world.close());

  const named = (cases as Case[]).map(
    (one) => [one.label ?? [one.adapter, one.profile].filter(Boolean).join(' '), one] as const,
  );
  const requests = (phone: string) =>
    world.simulator.ussdHops().filter(({ request }) => request.msisdn === phone);
  const sessions = async (phone: string) =>
    (
      await world.pool.query(
        'select id::text, hops, end_reason as reason from ussd_sessions where msisdn = $1 order by id',
        [phone],
      )
    ).rows;

  test.each(named)('asks the application the same through %s', async (_label, one) => {
    const { simulator } = world;
    const phone = freshNumber();
    const front = fronts.get(one) as string;
    const seen = [
      await simulator.ussd.dial(phone, code, front),
      await simulator.ussd.answer(phone, '2'),
      await simulator.ussd.answer(phone, 'Water & food'),
    ];
    expect(seen).toEqual(transcript);
    const hops = requests(phone);
    expect(hops.map(({ request }) => request.input)).toEqual(asked);
    const [session] = await sessions(phone);
    for (const { request } of hops)
      expect(request).toMatchObject({
        msisdn: phone,
        sessionId: session.id,
        serviceCode: code,
        countryCode: '254',
        network: 'Safaricom KE',
      });
    expect(await sessions(phone)).toEqual([{ id: session.id, hops: 3, reason: 'complete' }]);
  });

  test.each(named)('U18 answers once what comes twice through %s', async (_label, one) => {
    const { simulator } = world;
    const phone = freshNumber();
    const front = fronts.get(one) as string;
    expect(await simulator.ussd.dial(phone, code, front, 2)).toEqual(transcript[0]);
    await simulator.ussd.answer(phone, '2', 2);
    for (const screen of simulator.ussd.line(phone, front).answers) expect(screen).toEqual(transcript[1]);
    expect(requests(phone).map(({ request }) => request.input)).toEqual(['', '2']);
  });

  test.each(named)('ends with the subscriber through %s', async (_label, one) => {
    const { simulator } = world;
    const phone = freshNumber();
    const front = fronts.get(one) as string;
    expect(await simulator.ussd.dial(phone, code, front)).toEqual(transcript[0]);
    const { told, error } = await simulator.ussd.hangUp(phone);
    expect([told, error]).toEqual([one.tellsEnd ?? true, undefined]);
    if (!told) return;
    await waitUntil(
      async () => ((await sessions(phone)) as { reason: string | null }[])[0]?.reason != null,
      () => 'the session did not end',
    );
    expect((await sessions(phone))[0].reason).toMatch(/^(user|network)$/);
  });

  test('and the log holds neither number nor entry', () => {
    expect(world.gateway.wholeLog.join('\n')).not.toMatch(/2547\d{8}|Water/);
  });
});
