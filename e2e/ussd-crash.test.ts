import { setTimeout as sleep } from 'node:timers/promises';
import type { UssdScreen } from '@ujumbe/simulator';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshNumber } from './load.ts';
import { addUssdApp } from './provision-ussd.ts';
import { addFront, waitForCode } from './ussd-world.ts';
import { startWorld, type World } from './world.ts';

/** The long run takes 50 (`npm run test:crash`). */
const KILLS = Number(process.env.UJUMBE_USSD_KILLS ?? 5);
const PHONES = 24;
const ENTRIES = 6;
const code = '*123*12#';
const adapters = ['africastalking', 'hubtel', 'truroute-xml'] as const;

/** What the application shows for all that was entered. */
const screenFor = (input: string) =>
  input.split('*').length === ENTRIES && input !== ''
    ? `END all: ${input}`
    : `CON so far: ${input || 'nothing'}`;

describe('a gateway killed at random moments while people are in the middle of menus', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
    const { simulator, pool, customer } = world;
    simulator.setUssdScript(async ({ input }) => {
      // So that kills also hit while the application is being asked.
      await sleep(Math.random() * 150);
      return screenFor(input);
    });
    await addUssdApp(pool, {
      accountId: customer.accountId,
      codes: [code],
      settings: { url: simulator.ussdUrl },
    });
    for (const adapter of adapters) await addFront(world, adapter, { adapter });
    await waitForCode(world, code, 'truroute-xml');
  });
  afterAll(() => world.close());

  test(`every session goes on from where it was, through ${KILLS} kills`, {
    timeout: 60_000 + 20_000 * KILLS,
  }, async () => {
    const { simulator, gateway, pool } = world;
    let over = false;
    let repeated = 0;
    const finished: string[] = [];

    /** As an operator does that gets no answer: the same request again, until there is one. */
    async function insist(phone: string, first: Promise<UssdScreen>): Promise<UssdScreen> {
      let screen = await first;
      while (screen.error !== undefined) {
        repeated++;
        await sleep(100);
        screen = await simulator.ussd.repeat(phone);
      }
      return screen;
    }

    async function converse(front: string): Promise<void> {
      while (!over) {
        const phone = freshNumber();
        expect(await insist(phone, simulator.ussd.dial(phone, code, front))).toEqual({
          text: 'so far: nothing',
          open: true,
        });
        const said: string[] = [];
        for (let entry = 1; entry <= ENTRIES; entry++) {
          await sleep(Math.random() * 400);
          said.push(`${front[0]}${entry}`);
          const screen = await insist(phone, simulator.ussd.answer(phone, said.at(-1) as string));
          const text = entry === ENTRIES ? `all: ${said.join('*')}` : `so far: ${said.join('*')}`;
          expect(screen).toEqual({ text, open: entry < ENTRIES });
        }
        finished.push(phone);
      }
    }

    const people = Array.from({ length: PHONES }, (_, n) =>
      converse(adapters[n % adapters.length] as string),
    );
    const kill = async () => {
      for (let kills = 0; kills < KILLS; kills++) {
        await sleep(100 + Math.random() * 1500);
        await gateway.signal('SIGKILL');
        await gateway.start();
      }
      over = true;
    };
    await Promise.all([kill(), ...people]);
    const { rows } = await pool.query(
      `select s.msisdn, s.hops, s.end_reason as reason, count(h.*)::int as told from ussd_sessions s
       join ussd_hops h on h.session_id = s.id where s.msisdn = any($1) group by s.id`,
      [finished],
    );
    expect(rows.filter(({ reason }) => reason === 'complete')).toHaveLength(finished.length);
    for (const { hops, told, reason } of rows)
      if (reason === 'complete') expect([hops, told]).toEqual([ENTRIES + 1, ENTRIES + 1]);
    expect(finished.length).toBeGreaterThan(KILLS);
    expect(repeated).toBeGreaterThan(0);
    const asked = simulator.ussdHops().filter(({ request }) => finished.includes(request.msisdn)).length;
    console.log(
      `${KILLS} kills, ${finished.length} sessions of ${ENTRIES + 1} screens, all whole; ${repeated} requests repeated by operators, ${asked - finished.length * (ENTRIES + 1)} screens asked of the application again`,
    );
  });
});
