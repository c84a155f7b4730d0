import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkPromises } from './check-promises.ts';
import { freshNumber } from './load.ts';
import { addFlow, shippedFlow } from './provision-flows.ts';
import { addUssdApp } from './provision-ussd.ts';
import operators from './ussd-operators.cases.json' with { type: 'json' };
import { addFront, addSmppFront, waitForCode } from './ussd-world.ts';
import { waitUntil } from './wait-until.ts';
import { startWorld, type World, waitForConnector } from './world.ts';

type Operator = {
  readonly adapter: string;
  readonly label?: string;
  readonly front?: Record<string, unknown>;
  readonly connector?: Record<string, unknown>;
  readonly profile?: string;
};

const code = '*123*12#';
/** French, agrees, Touba, food, a call, in the evening, no message. Nobody enters the same twice within a second. */
const entries = ['2', '1', '2', '3', '1', '3', '2'];
/** Asks for a friend's number, and fails at what is none. */
const friend = {
  format: 1,
  id: 'friend',
  languages: ['en'],
  settings: { sensitive: true },
  entry: 'agree',
  blocks: {
    agree: {
      kind: 'consent',
      text: 'agree',
      purpose: 'sms-follow-up',
      version: '1',
      exits: { yes: 'who', no: 'over' },
    },
    who: { kind: 'text', text: 'who', exits: { next: 'tell' } },
    tell: { kind: 'send_sms', to: '{{answers.who}}', text: 'told', exits: { next: 'over' } },
    over: { kind: 'end', outcome: 'completed' },
  },
  texts: {
    agree: { en: 'May we write to a friend?' },
    who: { en: 'Which number?' },
    told: { en: 'Somebody thinks of you.' },
  },
};
const telling = {
  format: 1,
  id: 'telling',
  languages: ['en'],
  entry: 'ask',
  blocks: {
    ask: { kind: 'call', flow: 'friend', exits: { next: 'thanks' } },
    thanks: { kind: 'message', text: 'thanks', exits: {} },
  },
  texts: { thanks: { en: 'Thank you.' } },
};
const answers = {
  language: 'fr',
  agree: 'yes',
  location: 'touba',
  support_type: 'food-and-clothing',
  callback: 'yes',
  safe_time: 'evening',
  leave_message: 'no',
};

describe('the shipped request for support', () => {
  let world: World;
  const fronts = new Map<Operator, string>();
  const named = (operators as Operator[]).map(
    (one) => [one.label ?? [one.adapter, one.profile].filter(Boolean).join(' '), one] as const,
  );

  beforeAll(async () => {
    world = await startWorld();
    const { pool, customer } = world;
    const { accountId, shortCode } = customer;
    const flowId = await addFlow(pool, accountId, await shippedFlow('support-request'));
    await addUssdApp(pool, { accountId, codes: [code], kind: 'flow', settings: { flow: 'support-request' } });
    await addFlow(pool, accountId, friend);
    const tellingId = await addFlow(pool, accountId, telling, { friend: 1 });
    await pool.query(
      'insert into mo_routes (address, keyword, account_id, flow_id) values ($1, $2, $3, $4), ($1, $5, $3, $6)',
      [shortCode, 'SUPPORT', accountId, flowId, 'FRIEND', tellingId],
    );
    const binds: number[] = [];
    for (const [index, one] of (operators as Operator[]).entries()) {
      const front = `front ${index}`;
      fronts.set(one, front);
      if (one.profile !== undefined) binds.push(await addSmppFront(world, front, one.profile));
      else await addFront(world, front, { adapter: one.adapter, ...one.connector }, one.front);
    }
    for (const connectorId of [customer.connectorId, ...binds]) await waitForConnector(world, connectorId);
    for (const front of fronts.values()) await waitForCode(world, code, front);
  });
  afterAll(() => world.close());

  async function keptOf(phone: string) {
    const { rows: runs } = await world.pool.query(
      `select id, reference, status, outcome, language from flow_runs where msisdn = $1 order by id`,
      [phone],
    );
    const { rows } = await world.pool.query<{ name: string; value: unknown }>(
      `select name, value from flow_answers where run_id = $1 order by position`,
      [runs[0]?.id],
    );
    const { rows: requests } = await world.pool.query(
      'select reference, queue, priority, language from contact_requests where run_id = $1',
      [runs[0]?.id],
    );
    return { runs, answers: Object.fromEntries(rows.map(({ name, value }) => [name, value])), requests };
  }

  async function expectWhole(phone: string, lastText: string) {
    const kept = await keptOf(phone);
    const [run] = kept.runs;
    expect(kept.runs).toEqual([
      { id: run.id, reference: run.reference, status: 'over', outcome: 'completed', language: 'fr' },
    ]);
    expect(kept.answers).toEqual(answers);
    expect(kept.requests).toEqual([
      { reference: run.reference, queue: 'support', priority: 'normal', language: 'fr' },
    ]);
    expect(lastText).toContain(run.reference);
  }

  test.each(named)('is answered through %s', async (_label, one) => {
    const { ussd } = world.simulator;
    const phone = freshNumber();
    let screen = await ussd.dial(phone, code, fronts.get(one) as string);
    for (const entry of entries) {
      expect(screen.open, screen.text).toBe(true);
      screen = await ussd.answer(phone, entry);
    }
    expect(screen.open).toBe(false);
    await expectWhole(phone, screen.text);
  });

  /** Writes word by word, each after the answer to the one before. @returns the last answer */
  async function write(phone: string, said: readonly string[]): Promise<string> {
    const { simulator, customer } = world;
    const inbox = () => simulator.inbox(phone).messages;
    for (const [index, text] of said.entries()) {
      await simulator.sendMo({ from: phone, to: customer.shortCode, text });
      await waitUntil(
        () => inbox().length > index,
        () =>
          `after ${text}: ${JSON.stringify(inbox().map((message) => message.text))}\n${world.gateway.log}`,
      );
    }
    return inbox().at(-1)?.text ?? '';
  }

  test('is answered by SMS, in words as well as numbers', async () => {
    const phone = freshNumber();
    const said = ['support', 'Francais', 'Oui', 'touba', '3', 'oui', '3', 'Non'];
    await expectWhole(phone, await write(phone, said));
  });

  test('a flow that goes wrong over what was typed is in the log without it', async () => {
    expect(await write(freshNumber(), ['friend', 'yes', 'my clothing shop'])).toBe('Thank you.');
    await expect.poll(() => world.gateway.wholeLog.join('\n')).toContain('a flow went wrong');
  });

  test('leaves nothing of what was typed or shown in transcripts and log, and keeps its promises', async () => {
    const { rows } = await world.pool.query(
      'select from ussd_hops where input is not null or screen is not null',
    );
    expect(rows).toEqual([]);
    expect(world.gateway.wholeLog.join('\n')).not.toMatch(/2547\d{8}|ouba|clothing/);
    await checkPromises(world.pool);
  });
});
