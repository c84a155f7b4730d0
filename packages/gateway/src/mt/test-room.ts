import type pg from 'pg';
import { expect } from 'vitest';
import type { CallbackJob } from '#callbacks/job.ts';
import { type AcceptResult, lane, type SmsRequest } from '#core/accept.ts';
import type { Account, AccountSettings, Directory } from '#core/directory.ts';
import { createLog } from '#core/log.ts';
import { TestClock } from '#core/test-clock.ts';
import { readBalances } from '#store/balances.ts';
import { readDirectory } from '#store/directory.ts';
import { runInvariants } from '#store/doctor.ts';
import { DatabaseUnavailable, HotConnection, type HotStatement } from '#store/hot-connection.ts';
import { ensureDayPartitions } from '#store/housekeeping.ts';
import { testDatabase } from '../../test/database.ts';
import { Acceptor } from './accept.ts';
import { Dispatcher } from './dispatch.ts';
import type { KnownMessage } from './message.ts';
import type { OperatorQueue } from './operator-queue.ts';
import { type Change, MessageRecorder } from './recorder.ts';
import { SentIndex, type SentPart } from './sent-index.ts';
import { TestConnector } from './test-connector.ts';

/** A connection that a test can lose: while `away`, or for one statement of a name. */
export class TestConnection extends HotConnection {
  away = false;
  /** Runs before each statement; what it throws is thrown in its place. */
  before: (statement: HotStatement, values: unknown[]) => void | Promise<void> = () => undefined;
  /** Runs after each statement that was done; what it throws is thrown in place of the answer. */
  after: (statement: HotStatement) => void | Promise<void> = () => undefined;

  override async run<Row>(statement: HotStatement, values: unknown[]): Promise<Row[]> {
    if (this.away) throw new DatabaseUnavailable('the database is away');
    await this.before(statement, values);
    const rows = await super.run<Row>(statement, values);
    await this.after(statement);
    return rows;
  }
}

export type RoomWish = {
  readonly window?: number;
  readonly laneLimit?: number;
  readonly failsWhenUncertain?: boolean;
  readonly sentLimit?: number;
  /** Hears of each operator id, as the place does where early receipts wait. */
  readonly onSent?: (connectorId: number, idKey: string, sent: SentPart) => void;
};

export type Room = Awaited<ReturnType<typeof openRoom>>;

/**
 * The path of a message from its acceptance to its receipt over a real database, with an operator in memory. Account 1 has
 * 100 units, sender TIARA and pays 0.6 a part; connector 1 takes everything.
 */
export async function openRoom(wish: RoomWish = {}) {
  const database = await testDatabase();
  const { pool } = database;
  const clock = new TestClock(Date.now());
  await ensureDayPartitions(pool, clock.now());
  await pool.query(
    `insert into connectors (name, kind) values ('operator', 'smpp');
     insert into routes (connector_id) values (1);
     insert into prices (per_part) values (6000);
     insert into nodes (name, lease_until, version) values ('this', 'infinity', '0'), ('other', 'infinity', '0')`,
  );
  let directory: Directory = await readDirectory(pool);
  const node = { id: 1, mayAct: true };
  const log = createLog('silent');
  const connections: TestConnection[] = [];
  const connection = (name: string) => {
    const made = new TestConnection(database.config, name);
    connections.push(made);
    return made;
  };
  const callbacks: CallbackJob[] = [];
  const recorderConnection = connection('message changes');
  const recorder = new MessageRecorder({
    connection: recorderConnection,
    node: () => node.id,
    directory: () => directory,
    clock,
    log,
    offerCallbacks: (jobs) => callbacks.push(...jobs),
    flushDelayMs: 1,
  });
  const sent = new SentIndex(
    wish.sentLimit ?? 1000,
    (id) => recorder.isPending(id),
    wish.onSent ?? (() => undefined),
  );
  const dispatchConnection = connection('dispatch');
  const dispatcher = new Dispatcher({
    pool,
    connection: dispatchConnection,
    node: () => node.id,
    recorder,
    sent,
    clock,
    log,
    failsWhenUncertain: () => wish.failsWhenUncertain ?? false,
    mayAct: () => node.mayAct,
    laneLimit: wish.laneLimit ?? 1000,
  });
  const connector = new TestConnector({ window: wish.window ?? 100 });
  const acceptConnection = connection('accept');
  const acceptor = new Acceptor({
    directory: () => directory,
    optOuts: { has: () => false },
    isUp: () => connector.isUp,
    supportsFlash: () => true,
    clock,
    random: () => 0,
    connection: acceptConnection,
    pool,
    dispatcher,
    node: () => node.id,
    balanceOf: async (id) => (await readBalances(pool, [id])).get(id) ?? 0,
    log,
    maxBacklog: 10_000,
  });

  const refresh = async () => {
    directory = await readDirectory(pool);
  };

  /** Opens an account with a balance in units. */
  const addAccount = async (
    name: string,
    units: number,
    settings: Partial<AccountSettings> = {},
  ): Promise<Account> => {
    const { rows } = await pool.query<{ id: number }>(
      `with account as (
         insert into accounts (name, dlr_url, settings) values ($1, 'https://customer.example/dlr', $3) returning id
       ), sender as (insert into sender_ids select id, 'TIARA' from account),
       paid as (insert into ledger (id, account_id, kind, amount) select gen_random_uuid(), id, 'topup', $2 from account)
       insert into balances (account_id, balance) select id, $2 from account returning account_id as id`,
      [name, Math.round(units * 10_000), settings],
    );
    await refresh();
    return directory.accounts.get(rows[0]?.id as number) as Account;
  };

  const account = await addAccount('customer', 100);
  dispatcher.attach(connector);
  // A new queue looks for rows first; until it has, messages would go there too.
  await until(() => dispatcher.queues.get(1)?.overflowing === false);
  const rows = async <Row extends pg.QueryResultRow>(text: string, values: unknown[] = []) =>
    (await pool.query<Row>(text, values)).rows;

  return {
    database,
    pool,
    clock,
    node,
    log,
    connection,
    acceptConnection,
    dispatchConnection,
    recorderConnection,
    recorder,
    sent,
    dispatcher,
    connector,
    acceptor,
    callbacks,
    account,
    addAccount,
    refresh,
    directory: () => directory,
    rows,
    /** Accepts texts for an account, each to another number unless told otherwise. */
    send: (
      texts: readonly string[],
      by: Account = account,
      more: Partial<SmsRequest> = {},
    ): Promise<AcceptResult[]> =>
      acceptor.accept(
        by,
        texts.map((text) => requestOf(text, more)),
        null,
      ),
    balance: async (by: Account = account) => (await readBalances(pool, [by.id])).get(by.id),
    /** The only message, or the one of a text. */
    message: async (text?: string) => {
      const [found] = await rows<MessageRow>(
        'select m.*, q.owner, q.released, q.message_id is not null as owed from messages m left join mt_queue q on q.message_id = m.id where $1::text is null or body = $1',
        [text ?? null],
      );
      if (!found) throw new Error(`there is no message "${text}"`);
      return found;
    },
    /** What is owed to operators, the oldest first. */
    queueRows: () =>
      rows<{ owner: number | null; released: boolean; attempts: number }>(
        'select owner, released, attempts from mt_queue order by message_id',
      ),
    queue: () => dispatcher.queues.get(1) as OperatorQueue,
    submitted: (count: number) =>
      until(() => connector.submitted.length >= count, `the submit of ${count} messages`),
    /** Looks for rows that wait until something holds, as the housekeeper does. */
    sweepUntil: (holds: () => boolean | Promise<boolean>) =>
      until(async () => {
        await dispatcher.sweep();
        return holds();
      }),
    /** Another operator in the place of the first, as after a change of its settings. */
    replaceConnector: (window = 100): TestConnector => {
      const next = new TestConnector({ window });
      dispatcher.detach(1);
      dispatcher.attach(next);
      return next;
    },
    /** A message that was submitted and waits for its answer. */
    inFlight: async (text = 'hello'): Promise<KnownMessage> => {
      const [result] = await acceptor.accept(account, [requestOf(text)], null);
      if (!result?.accepted) throw new Error(`"${text}" was refused`);
      await until(() => connector.texts.includes(text));
      const { messageId: id, msisdn, sender } = connector.of(text).sms;
      return {
        id,
        accountId: account.id,
        connectorId: 1,
        msisdn,
        sender,
        refId: '',
        parts: 1,
        receiptsDue: 1,
        wantsCallback: true,
        attempts: 1,
        owner: 1,
        possibleDuplicate: false,
      };
    },
    /** Records a change. Settles when it is on disk. */
    record: (message: KnownMessage, change: Change) =>
      new Promise<void>((resolve, reject) =>
        recorder.record(message, change, (error) => (error ? reject(error) : resolve())),
      ),
    /** Closes everything. @throws when a promise of the store does not hold */
    async close() {
      try {
        expect(await runInvariants(pool, { graceSeconds: 3600 })).toEqual([]);
      } finally {
        dispatcher.stop();
        for (const one of connections) one.away = false;
        await recorder.drain();
        await acceptor.drain();
        await Promise.all(connections.map((one) => one.close()));
        await database.drop();
      }
    },
  };
}

export type MessageRow = {
  id: string;
  state: number;
  reason: string;
  attempts: number;
  possible_duplicate: boolean;
  operator_id: string | null;
  submitted_at: Date | null;
  final_at: Date | null;
  price: string;
  /** Of the queue row; null without one. */
  owner: number | null;
  released: boolean | null;
  owed: boolean;
};

let number = 0;

export function requestOf(text: string, more: Partial<SmsRequest> = {}): SmsRequest {
  number += 1;
  return {
    from: 'TIARA',
    to: `2547${String(10_000_000 + number)}`,
    text,
    refId: '',
    linkId: null,
    flash: false,
    lane: lane.normal,
    validityMinutes: null,
    ...more,
  };
}

/** Waits until something holds, looking every few milliseconds. */
export async function until(holds: () => boolean | Promise<boolean>, what = 'it'): Promise<void> {
  const deadline = performance.now() + 8_000;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`${what} did not come about`);
    await new Promise((resolve) => setTimeout(resolve, 3));
  }
}
