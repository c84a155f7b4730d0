import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { lane } from '#core/accept.ts';
import { moveStranded, readStranded } from '#store/failover.ts';
import type { HotConnection } from '#store/hot-connection.ts';
import { putBackMessages, takeWaiting } from '#store/mt-queue.ts';
import { Failover } from './failover.ts';
import { accepted, TestConnector } from './test-connector.ts';
import { openRoom, type Room, type RoomWish, type TestConnection, until } from './test-room.ts';

const OTHER_NODE = 2;
const FIRST_ID = '00000000-0000-0000-0000-000000000000';

let room: Room;
/** Where messages may go instead; the room's own connector is the first choice. */
let second: TestConnector;
let failover: Failover;
let connection: TestConnection;
let grace: number;
let seen: { from: number; to: number; count: number }[];
let supportsFlash: boolean;

const depsOf = () => ({
  pool: room.pool,
  connection: connection as HotConnection,
  node: () => room.node.id,
  dispatcher: room.dispatcher,
  directory: room.directory,
  isUp: (id: number) => (id === 1 ? room.connector : id === 2 ? second : null)?.isUp ?? false,
  supportsFlash: () => supportsFlash,
  graceSeconds: () => grace,
  mayAct: () => room.node.mayAct,
  clock: room.clock,
  log: room.log,
  observe: (from: number, to: number, count: number) => void seen.push({ from, to, count }),
});

const open = async (wish: RoomWish = {}) => {
  room = await openRoom({ window: 3, ...wish });
  second = new TestConnector({ id: 2, window: 1000 });
  grace = 30;
  seen = [];
  supportsFlash = true;
  await room.pool.query(
    `insert into connectors (name, kind) values ('reserve', 'smpp');
     update routes set priority = 1;
     insert into routes (connector_id, priority) values (2, 2)`,
  );
  await room.refresh();
  room.dispatcher.attach(second);
  await until(() => room.dispatcher.queues.get(2)?.overflowing === false);
  connection = room.connection('failover');
  failover = new Failover(depsOf());
};
beforeEach(() => open());
afterEach(() => room.close());

const numbered = (count: number, prefix = 'm') =>
  Array.from({ length: count }, (_, index) => `${prefix}${index}`);

/** The first connector goes down, and stays so for longer than its grace. */
const outage = async () => {
  room.connector.isUp = false;
  await failover.look();
  room.clock.advance(31_000);
  await failover.look();
};

const connectorsOf = async (...texts: string[]) =>
  (
    await room.rows<{ queue: number; row: number }>(
      `select q.connector_id as queue, m.connector_id as row from messages m join mt_queue q on q.message_id = m.id
       where body = any($1) order by id`,
      [texts],
    )
  ).map(({ queue, row }) => (queue === row ? queue : `${queue}/${row}`));

describe('messages that wait for a connector that is down', () => {
  test('go to another one after the grace, in order, each once, and tell so', async () => {
    room.connector.isUp = false;
    await room.send(numbered(5));
    await outage();
    await until(() => second.submitted.length === 5);
    expect(second.texts).toEqual(numbered(5));
    expect(await connectorsOf(...numbered(5))).toEqual([2, 2, 2, 2, 2]);
    expect(seen).toEqual([{ from: 1, to: 2, count: 5 }]);
    expect(await room.rows('select distinct kind, detail from message_events')).toEqual([
      { kind: 'moved', detail: 'from operator to reserve: operator was down' },
    ]);
    for (const { sms, answer } of second.submitted) answer(accepted(sms));
    await room.recorder.drain();
    expect(await room.queueRows()).toEqual([]);
    expect(await room.rows('select distinct connector_id from operator_ids')).toEqual([{ connector_id: 2 }]);
    expect(await room.balance()).toBe(100_0000 - 5 * 6000);
  });

  test('stay before the grace is over, and for ever where it is 0', async () => {
    room.connector.isUp = false;
    await room.send(numbered(2));
    await failover.look();
    room.clock.advance(29_000);
    await failover.look();
    expect(await connectorsOf(...numbered(2))).toEqual([1, 1]);
    grace = 0;
    room.clock.advance(3_600_000);
    await failover.look();
    expect(await connectorsOf(...numbered(2))).toEqual([1, 1]);
    expect(room.queue().waiting).toBe(2);
  });

  test('count the grace anew when it was up in between', async () => {
    await room.send(numbered(5));
    await room.submitted(3);
    room.connector.isUp = false;
    await failover.look();
    room.clock.advance(20_000);
    room.connector.isUp = true;
    await failover.look();
    room.connector.isUp = false;
    room.clock.advance(20_000);
    await failover.look();
    room.clock.advance(20_000);
    await failover.look();
    expect(seen).toEqual([]);
    room.clock.advance(10_000);
    await failover.look();
    expect(seen).toEqual([{ from: 1, to: 2, count: 2 }]);
  });

  test('go also from rows, over many batches, the urgent ones first', async () => {
    await room.close();
    await open({ laneLimit: 10 });
    room.connector.isUp = false;
    second.windowSize = 1;
    const rich = await room.addAccount('rich', 10_000);
    await room.send(numbered(1100, 'bulk'), rich, { lane: lane.bulk });
    await room.send(numbered(20, 'urgent'), rich, { lane: lane.urgent });
    await outage();
    await until(async () => {
      room.clock.advance(1000);
      await failover.look();
      return (await room.rows('select from mt_queue where connector_id = 1')).length === 0;
    });
    second.windowSize = 1000;
    second.answerAll = (sms) => accepted(sms);
    for (const { sms, answer } of [...second.submitted]) answer(accepted(sms));
    await room.sweepUntil(async () => (await room.queueRows()).length === 0);
    const texts = second.texts.slice(second.texts[0]?.startsWith('bulk') ? 1 : 0);
    expect(texts.slice(0, 20)).toEqual(numbered(20, 'urgent'));
    expect(new Set(second.submitted.map(({ sms }) => sms.messageId)).size).toBe(second.submitted.length);
  });

  test('of one recipient stay together where weight divides', async () => {
    await room.pool.query(
      `insert into connectors (name, kind) values ('third', 'smpp'); insert into routes (connector_id, priority) values (3, 2)`,
    );
    await room.refresh();
    const third = new TestConnector({ id: 3 });
    room.dispatcher.attach(third);
    const isUp = (id: number) => id !== 1;
    failover = new Failover({ ...depsOf(), isUp });
    room.connector.isUp = false;
    for (const to of ['254700000001', '254700009999'])
      await room.send(numbered(4, to.slice(-1)), room.account, { to });
    await outage();
    await until(() => second.submitted.length + third.submitted.length === 8);
    expect(second.texts).toEqual(numbered(4, '1'));
    expect(third.texts).toEqual(numbered(4, '9'));
  });
});

describe('what stays', () => {
  test('is what may have been sent', async () => {
    await room.send(['flying', 'unsure', 'unsent', 'waiting', 'y'.repeat(400)]);
    await room.submitted(3);
    room.connector.isUp = false;
    room.connector.of('unsure').answer({ kind: 'uncertain', reason: 'Link lost', ids: [] });
    room.connector.of('unsent').answer({ kind: 'unsent', ids: [] });
    await outage();
    await room.recorder.drain();
    expect(await connectorsOf('flying', 'unsure')).toEqual([1, 1]);
    expect(await connectorsOf('unsent', 'waiting', 'y'.repeat(400))).toEqual([2, 2, 2]);
    await until(() => second.submitted.length === 3);
    room.connector.of('flying').answer({ kind: 'uncertain', reason: 'Link lost', ids: [] });
    await room.recorder.drain();
    room.clock.advance(16_000);
    await failover.look();
    expect(await connectorsOf('flying', 'unsure')).toEqual([1, 1]);
    room.connector.isUp = true;
    room.dispatcher.pump(1);
    await until(() => room.connector.submitted.length === 5);
    expect(room.connector.texts.slice(3).sort()).toEqual(['flying', 'unsure']);
    expect(second.texts).toEqual(['unsent', 'waiting', 'y'.repeat(400)]);
  });

  test('is what an operator has parts of', async () => {
    const long = 'x'.repeat(400);
    await room.send([long]);
    await room.submitted(1);
    room.connector.isUp = false;
    room.connector.of(long).answer({ kind: 'unsent', ids: [{ part: 1, operatorId: 'P1' }] });
    await outage();
    await room.recorder.drain();
    expect(await connectorsOf(long)).toEqual([1]);
  });

  test('is what a crash left marked as released, or another node holds', async () => {
    room.connector.isUp = false;
    await room.send(numbered(3));
    await room.dispatcher.setAside(1);
    await room.pool.query(
      `update mt_queue q set released = body = 'm0', owner = case when body = 'm1' then ${OTHER_NODE} end
       from messages m where m.id = q.message_id`,
    );
    await outage();
    expect(await connectorsOf(...numbered(3))).toEqual([1, 1, 2]);
  });

  test('is what has nowhere to go: it is sent when its connector is back', async () => {
    second.isUp = false;
    room.connector.isUp = false;
    await room.send(numbered(2));
    await outage();
    expect(room.queue().waiting).toBe(2);
    supportsFlash = false;
    await room.send(['flash'], room.account, { flash: true });
    second.isUp = true;
    await failover.look();
    expect(await connectorsOf(...numbered(2), 'flash')).toEqual([2, 2, 1]);
    room.connector.isUp = true;
    await room.sweepUntil(() => room.connector.submitted.length === 1);
    expect(room.connector.texts).toEqual(['flash']);
  });

  test('is what another living node can send: this one hands it over', async () => {
    room.connector.isUp = false;
    await room.send(numbered(2));
    const { rows } = await room.pool.query<{ id: number }>(
      `insert into nodes (name, lease_until, version, reaches) values ('other', now() + interval '1 minute', '1', '{1,7}') returning id`,
    );
    await outage();
    expect(await connectorsOf(...numbered(2))).toEqual([1, 1]);
    expect(await room.rows('select owner from mt_queue')).toEqual([{ owner: null }, { owner: null }]);
    expect(room.dispatcher.queues.has(1)).toBe(false);

    await room.pool.query('update nodes set lease_until = now() where id = $1', [rows[0]?.id]);
    await failover.look();
    expect(await connectorsOf(...numbered(2))).toEqual([2, 2]);
  });

  test('is everything while this node may not act', async () => {
    room.connector.isUp = false;
    await room.send(numbered(2));
    room.node.mayAct = false;
    await outage();
    expect(await connectorsOf(...numbered(2))).toEqual([1, 1]);
  });
});

describe('a connector', () => {
  test('that was switched off or removed loses what waits for it too', async () => {
    room.connector.isUp = false;
    await room.send(numbered(2));
    await room.pool.query('update connectors set enabled = false where id = 1');
    await room.refresh();
    room.dispatcher.detach(1);
    await room.recorder.drain();
    await room.pool.query(
      `with gone as (update mt_queue set connector_id = 9 where message_id = (select id from messages where body = 'm1') returning message_id)
       update messages set connector_id = 9 where id = (select message_id from gone)`,
    );
    await outage();
    expect(await room.rows('select detail from message_events order by message_id')).toEqual([
      { detail: 'from operator to reserve: operator was switched off' },
      { detail: 'from operator 9 to reserve: operator 9 was removed' },
    ]);
  });

  test('that comes back gets nothing back, and sends what comes from then on', async () => {
    second.windowSize = 0;
    room.connector.isUp = false;
    await room.send(numbered(2));
    second.isUp = true;
    await outage();
    room.connector.isUp = true;
    room.dispatcher.pump(1);
    await until(() => room.dispatcher.queues.get(1)?.overflowing === false);
    await room.send(['new']);
    await until(() => room.connector.submitted.length === 1);
    await failover.look();
    expect(await connectorsOf(...numbered(2))).toEqual([2, 2]);
    expect(room.connector.texts).toEqual(['new']);
  });
});

describe('a move', () => {
  const strand = async () => {
    room.connector.isUp = false;
    await room.send(['m0']);
    await room.dispatcher.setAside(1);
    const [row] = await readStranded(connection, 1, lane.normal, FIRST_ID, 10);
    if (!row) throw new Error('nothing is stranded');
    return { id: row.id, version: row.version, connectorId: 2, detail: 'x' };
  };

  test('leaves alone what another node took and gave back since it was read', async () => {
    const move = await strand();
    const other = room.connection('other node');
    await takeWaiting(other, 1, lane.normal, 10, OTHER_NODE);
    expect(await moveStranded(connection, 1, [move])).toEqual([]);
    const item = { id: move.id, delayMs: 0, attempts: 1, reason: '', possibleDuplicate: true };
    await putBackMessages(other, [item], OTHER_NODE);
    expect(await moveStranded(connection, 1, [move])).toEqual([]);
    expect(await connectorsOf('m0')).toEqual([1]);
  });

  test('passes by a row that another is changing', async () => {
    const move = await strand();
    const client = await room.pool.connect();
    await client.query('begin');
    await client.query('update mt_queue set owner = 2, released = true');
    expect(await moveStranded(connection, 1, [move])).toEqual([]);
    await client.query('commit');
    client.release();
    expect(await connectorsOf('m0')).toEqual([1]);
  });

  test('is made by one of two nodes that try at once, and a taker of the former queue goes empty', async () => {
    const move = await strand();
    const other = room.connection('other node');
    const results = await Promise.all([
      moveStranded(connection, 1, [move]),
      moveStranded(other, 1, [move]),
      takeWaiting(room.connection('taker'), 1, lane.normal, 10, OTHER_NODE),
    ]);
    const moved = results.slice(0, 2).flat().length;
    expect(moved + (results[2] as unknown[]).length).toBe(1);
  });

  test('whose answer is lost is made once, and told once', async () => {
    room.connector.isUp = false;
    await room.send(numbered(3));
    let lost = false;
    connection.after = ({ name }) => {
      if (name !== 'move_stranded' || lost) return;
      lost = true;
      throw new Error('the answer was lost');
    };
    await expect(outage()).rejects.toThrow('the answer was lost');
    await failover.look();
    await room.sweepUntil(() => second.submitted.length === 3);
    expect(second.texts).toEqual(numbered(3));
    expect(await room.rows('select from message_events')).toHaveLength(3);
  });
});
