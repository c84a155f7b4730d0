import type { Flow, Value } from '@ujumbe/flows';
import pg from 'pg';
import { guardFor } from '#callbacks/guard-url.ts';
import type { HttpAnswer, HttpOrder } from '#callbacks/http-client.ts';
import { OptOuts } from '#contacts/opt-outs.ts';
import type { Account, Survey, UssdApp } from '#core/directory.ts';
import { newId, timeOfId } from '#core/ids.ts';
import type { SurveyStarted } from '#core/start-survey.ts';
import { Acceptor } from '#mt/accept.ts';
import { openRoom } from '#mt/test-room.ts';
import { matchMo } from '#routing/mo-match.ts';
import { storeMo } from '#store/mo.ts';
import { readOptOuts } from '#store/opt-outs.ts';
import { FlowRuns } from './flow-runs.ts';
import { PublishedFlows } from './published-flows.ts';
import type { UssdRunHop } from './ussd-run.ts';

/** A number of Kenya. */
export const PHONE = '254711000001';
/** Short code and transactional sender. */
export const CODE = '20880';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const KENYA_AHEAD = 3 * HOUR;
const answered = { status: 200, contentType: 'application/json', isWhole: true, isLate: false } as const;

export type FlowRoom = Awaited<ReturnType<typeof openFlowRoom>>;
type Answer = (order: HttpOrder) => HttpAnswer | Promise<HttpAnswer>;

/** What a web service answers with 200. */
export function saying(answer: unknown): HttpAnswer {
  return { ...answered, answer: typeof answer === 'string' ? answer : JSON.stringify(answer) };
}

/** A small flow in English; texts are their own keys. */
export function flowOf(id: string, blocks: Record<string, object>, more: Partial<Flow> = {}): Flow {
  const texts = Object.values(blocks).flatMap((block) => {
    const { text, options = [] } = block as { text?: string; options?: { label: string }[] };
    return [...(text === undefined ? [] : [text]), ...options.map(({ label }) => label)];
  });
  return {
    format: 1,
    id,
    languages: ['en'],
    entry: Object.keys(blocks)[0] as string,
    blocks: blocks as Flow['blocks'],
    ...more,
    texts: { ...Object.fromEntries(texts.map((text) => [text, { en: text }])), ...more.texts },
  };
}

/**
 * Runs of flows over a real database, with the real rules of what is sent and an operator in memory. It is ten in the morning in
 * Kenya. Account 1 writes from 20880, 20990 (promotional) and TIARA, and what is sent to the first two belongs to it.
 */
export async function openFlowRoom() {
  const room = await openRoom();
  const { pool, clock, node } = room;
  await pool.query(
    `insert into sender_ids (account_id, sender, purpose) values (1, '20880', 'transactional'), (1, '20990', 'promotional');
     insert into mo_routes (address, account_id) values ('20880', 1), ('20990', 1)`,
  );
  await room.refresh();
  const optOuts = new OptOuts((sinceId) => readOptOuts(pool, sinceId));
  await optOuts.refresh();
  const warnings: { facts: Record<string, unknown>; message: string }[] = [];
  const note = (facts: unknown, message?: string) =>
    void warnings.push({ facts: facts as Record<string, unknown>, message: message ?? '' });
  const requests: HttpOrder[] = [];
  const mails = { told: 0 };
  let answer: Answer = () => saying({});
  const acceptor = new Acceptor({
    directory: room.directory,
    optOuts,
    isUp: () => true,
    supportsFlash: () => true,
    clock,
    random: () => 0,
    connection: room.acceptConnection,
    pool,
    dispatcher: room.dispatcher,
    node: () => node.id,
    balanceOf: async () => (await room.balance()) ?? 0,
    log: room.log,
    maxBacklog: 1000,
  });
  const moConnection = room.connection('mo');
  const pools: pg.Pool[] = [];
  const newNode = () => {
    const own = new pg.Pool({ ...room.database.config, max: 6 });
    pools.push(own);
    return new FlowRuns({
      pool: own,
      flows: new PublishedFlows(pool),
      accept: acceptor.acceptWithin,
      optOuts,
      directory: room.directory,
      balanceOf: async () => (await room.balance()) ?? 0,
      http: {
        request(order, done) {
          requests.push(order);
          void Promise.resolve(answer(order)).then(done);
        },
      },
      guard: guardFor({ allow: [], deny: [], requireHttps: true, nat64: [] }),
      onMail: () => {
        mails.told++;
      },
      pseudonymOf: (_, msisdn) => `contact ${msisdn.length}`,
      clock,
      log: { warn: note, error: note },
      timeZone: 'Africa/Nairobi',
    });
  };
  const runs = newNode();
  const account = () => room.directory().accounts.get(1) as Account;
  const nodes = [runs];

  /** The next time that it is so late in Kenya. */
  const moveTo = (hour: number) => {
    const local = (clock.now() + KENYA_AHEAD) % DAY;
    clock.advance((hour * HOUR - local + DAY) % DAY || DAY);
  };
  moveTo(10);

  let daysUntil = Date.now() + 2 * DAY;
  /** Tests let days pass, and ids never go back. */
  const makeDays = async () => {
    const latest = Math.max(clock.now(), timeOfId(newId(clock.now())));
    if (latest < daysUntil) return;
    await pool.query('select ensure_day_partitions($1::date, 4)', [new Date(latest - DAY)]);
    daysUntil = latest + 2 * DAY;
  };

  const idle = async () => {
    for (const one of nodes) await one.idle();
  };

  return {
    ...room,
    async optOut(msisdn = PHONE) {
      await pool.query(`insert into opt_outs (account_id, msisdn, source) values (1, $1, 'api')`, [msisdn]);
      await optOuts.refresh();
    },
    runs,
    account,
    optOuts,
    warnings,
    requests,
    mails,
    moveTo,
    idle,
    /** Another node over the same database. */
    anotherNode: () => {
      const made = newNode();
      nodes.push(made);
      return made;
    },
    /** What web services answer from now on. */
    serviceAnswers: (next: Answer) => {
      answer = next;
    },
    /** Lets time pass, and does what is due then. */
    async wait(minutes: number) {
      clock.advance(minutes * 60_000);
      await makeDays();
      await runs.sweep();
      await idle();
    },
    async sweep() {
      await makeDays();
      await runs.sweep();
      await idle();
    },
    /** Publishes the next version of a flow. @returns its number */
    async publish(flow: Flow, others: Record<string, number> = {}): Promise<number> {
      const { rows } = await pool.query<{ id: number }>(
        `with known as (insert into flows (account_id, name) values (1, $1) on conflict (account_id, name) do update set name = $1 returning id)
         insert into flow_versions (flow_id, version, document, calls)
         select id, 1 + (select count(*) from flow_versions where flow_id = id), $2, $3 from known returning flow_id as id`,
        [flow.id, JSON.stringify(flow), others],
      );
      await room.refresh();
      return (rows[0] as { id: number }).id;
    },
    /** Makes a survey of a flow. */
    async survey(flowId: number, more: Partial<Survey> = {}): Promise<Survey> {
      const { rows } = await pool.query<{ id: number }>(
        `insert into surveys (account_id, name, flow_id, sender, state, language, when_open, emails, show_numbers)
         values (1, $1, $2, $3, $4, $5, $6, $7, $8) returning id`,
        [
          more.name ?? `survey of ${flowId} from ${more.sender ?? CODE}`,
          flowId,
          more.sender ?? CODE,
          more.state ?? 'active',
          more.language ?? null,
          more.whenOpen ?? 'restart',
          more.emails ?? [],
          more.showNumbers ?? false,
        ],
      );
      await room.refresh();
      return room.directory().surveys.get((rows[0] as { id: number }).id) as Survey;
    },
    /** A change of the account's settings, as nodes learn of it. */
    async change(sql: string) {
      await pool.query(sql);
      await room.refresh();
    },
    async start(
      survey: Survey,
      to = PHONE,
      params: Readonly<Record<string, Value>> = {},
    ): Promise<SurveyStarted> {
      await makeDays();
      const started = await runs.startSurvey(account(), survey, { to, params });
      await idle();
      return started;
    },
    /** Stores an MO as it comes in; nobody is told of it. @returns the conversation where a flow is to take it in */
    async leave(text: string, { from = PHONE, to = CODE, linkId = null as string | null } = {}) {
      const id = newId(clock.now());
      const route = matchMo(room.directory(), 1, to, text);
      const stored = await storeMo(moConnection, {
        id,
        connectorId: 1,
        accountId: 1,
        routeId: route?.id ?? null,
        source: from,
        destination: to,
        text,
        linkId,
        incomplete: false,
        receivedAt: clock.now(),
        fingerprint: Buffer.from(id.replaceAll('-', ''), 'hex'),
        repeatableAfterMs: 0,
        parts: null,
        callback: null,
        conversation: to,
        flowId: route?.flowId ?? null,
        node: node.id,
      });
      return stored?.forFlow ? { accountId: 1, msisdn: from, address: to } : null;
    },
    /** Somebody writes, and it is taken in. */
    async say(text: string, more: { from?: string; to?: string; linkId?: string | null } = {}) {
      const conversation = await this.leave(text, more);
      if (conversation !== null) runs.onInput(conversation);
      await idle();
    },
    /** What was accepted for a number, the oldest first. */
    texts: async (msisdn = PHONE) =>
      (
        await room.rows<{ body: string }>('select body from messages where msisdn = $1 order by id', [msisdn])
      ).map(({ body }) => body),
    runRows: () =>
      room.rows<{
        id: string;
        status: string;
        outcome: string | null;
        language: string;
        version: number;
        reference: string;
        survey_id: number | null;
        unsent: unknown;
        state: unknown;
        call: unknown;
        first_message_id: string | null;
      }>('select * from flow_runs order by id'),
    /** How each run stands: `open`, or how it is over. */
    outcomes: async () =>
      (
        await room.rows<{ stands: string }>(
          'select case status when $1 then outcome else status end as stands from flow_runs order by id',
          ['over'],
        )
      ).map(({ stands }) => stands),
    /** Values by the names of answers; null where a question was put and not answered. */
    answers: async () =>
      Object.fromEntries(
        (
          await room.rows<{ name: string; value: unknown }>(
            'select name, value from flow_answers order by run_id, position',
          )
        ).map(({ name, value }) => [name, value]),
      ),
    timers: async () =>
      (await room.rows<{ kind: string }>('select kind from flow_timers order by kind')).map(
        ({ kind }) => kind,
      ),
    /** Makes what the account can spend so many units. */
    async setBalance(units: number) {
      const change = Math.round(units * 10_000) - ((await room.balance()) ?? 0);
      await pool.query(
        `with paid as (insert into ledger (id, account_id, kind, amount) values (gen_random_uuid(), 1, 'topup', $1))
         update balances set balance = balance + $1 where account_id = 1`,
        [change],
      );
    },
    async close() {
      for (const one of nodes) await one.stop(2_000);
      for (const own of pools) await own.end();
      await acceptor.drain();
      await room.close();
    },
  };
}

/** One phone at a USSD application whose flow is known by name. */
export async function openPhone(room: FlowRoom, flow: string, msisdn = PHONE) {
  const { rows } = await room.pool.query<{ id: number }>(
    `insert into ussd_apps (account_id, name, kind, settings) values (1, 'app ' || gen_random_uuid(), 'flow', $1) returning id`,
    [{ flow, sender: 'TIARA' }],
  );
  await room.refresh();
  const app = room.directory().ussdApps.get((rows[0] as { id: number }).id) as UssdApp;
  let sessions = 0;
  let hop: UssdRunHop | null = null;

  const ask = async (next: UssdRunHop, by = room.runs) => {
    hop = next;
    const answer = await by.stepUssd(next);
    if (answer.kind === 'screen') hop = { ...next, runId: answer.runId };
    return answer.kind === 'screen' ? (answer.last ? `${answer.text} [end]` : answer.text) : answer;
  };
  const current = () => {
    if (hop === null) throw new Error('Nobody has dialled.');
    return hop;
  };
  let asked: UssdRunHop | null = null;

  return {
    dial: (more: Partial<UssdRunHop> = {}) => {
      sessions++;
      asked = {
        app,
        flow,
        session: { id: `1000000000000000${sessions}`, msisdn, serviceCode: '*123*12#', networkCode: '63902' },
        runId: null,
        entry: null,
        position: 0,
        dialled: false,
        screen: { maxSeptets: 182, maxUcs2: 80 },
        withinMs: 8_000,
        ...more,
      };
      return ask(asked);
    },
    enter: (entry: string, more: Partial<UssdRunHop> = {}) => {
      const before = current();
      asked = { ...before, entry, position: before.position + 1, dialled: false, ...more };
      return ask(asked);
    },
    /** The same hop once more, on any node. */
    again: (by = room.runs) => by.stepUssd(asked as UssdRunHop),
  };
}
