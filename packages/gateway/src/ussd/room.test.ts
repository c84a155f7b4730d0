import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Behaviour, startTestApp, type TestApp } from './test-app.ts';
import { CONNECTOR, openTestRoom, type RoomWish, type TestRoom, told } from './test-room.ts';

const UNAVAILABLE = 'Service is temporarily unavailable. Please try again later.';
const EXPIRED = { action: 'end', text: 'Your session has expired. Please dial again.' };

let app: TestApp;
const rooms: TestRoom[] = [];
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());
afterEach(async () => {
  // Those beside another one first: the database is the first one's.
  for (const room of rooms.splice(0).reverse()) await room.close();
});

async function open(
  { app: appWish, ...wish }: Partial<RoomWish> = {},
  ...answers: Behaviour[]
): Promise<TestRoom> {
  app.seen.length = 0;
  app.behave(...(answers.length > 0 ? answers : ['CON menu']));
  const settings = { url: app.url, timeoutSeconds: 2, ...appWish?.settings };
  const room = await openTestRoom({ ...wish, app: { ...appWish, settings } });
  rooms.push(room);
  return room;
}

const inputs = () => app.seen.map(({ body }) => new URLSearchParams(body).get('input'));
const sessions = async ({ database }: TestRoom) =>
  (
    await database.pool.query(
      'select id::text, hops, end_reason as reason, memory from ussd_sessions order by id',
    )
  ).rows;

describe('a hop that comes again', () => {
  test('U18 while the first is under way shares its answer, and the application is asked once', async () => {
    const { room } = await open({}, 'CON menu', 'CON next');
    await room.handle(CONNECTOR, told.begin());
    const release = app.hold();
    const replies = [1, 2, 3].map(() => room.handle(CONNECTOR, told.entry('1')));
    await expect.poll(() => app.seen.length).toBe(2);
    release();
    for (const reply of await Promise.all(replies)) expect(reply).toEqual({ action: 'con', text: 'next' });
    expect(inputs()).toEqual(['', '1']);
  });

  test.each([
    ['a beginning', [told.begin()], told.begin()],
    ['an entry', [told.begin(), told.entry('1')], told.entry('1')],
    ['everything typed so far', [told.all(''), told.all('1')], told.all('1')],
    ['a beginning of one that is sent everything', [told.all('')], told.all('')],
    ['what was typed before', [told.all(''), told.all('1'), told.all('1*2')], told.all('1')],
    [
      'a number that was there',
      [told.begin(undefined, { step: '1' }), told.entry('7', { step: '2' })],
      told.entry('8', { step: '2' }),
    ],
    [
      'an earlier number',
      [told.begin(undefined, { step: '1' }), told.entry('7', { step: '2' })],
      told.entry('7', { step: '1' }),
    ],
    ['a first request that does not say so', [told.either('123*12')], told.either('123*12')],
  ])('at once is answered from the row: %s', async (_label, before, again) => {
    const { room } = await open({}, 'CON one', 'CON two', 'CON three');
    let last: unknown;
    for (const event of before) last = await room.handle(CONNECTOR, event);
    expect(await room.handle(CONNECTOR, again)).toEqual(last);
    expect(app.seen).toHaveLength(before.length);
  });

  test('after END is answered with the END, by another node too', async () => {
    const first = await open({}, 'CON menu', 'END bye');
    await first.room.handle(CONNECTOR, told.all(''));
    await first.room.handle(CONNECTOR, told.all('1'));
    const second = await open({ beside: first });
    expect(await second.room.handle(CONNECTOR, told.all('1'))).toEqual({ action: 'end', text: 'bye' });
    expect(app.seen).toHaveLength(0);
  });

  test('the same entry a while later is said twice', async () => {
    let now = Date.now();
    const clock = { now: () => now, monotonic: () => performance.now() };
    const { room } = await open({ clock });
    await room.handle(CONNECTOR, told.begin());
    await room.handle(CONNECTOR, told.entry('1'));
    now += 1001;
    await room.handle(CONNECTOR, told.entry('1'));
    expect(inputs()).toEqual(['', '1', '1*1']);
  });
});

describe('what operators leave out', () => {
  test('a request that does not tell first from later is first when nothing is live', async () => {
    const { room } = await open();
    await room.handle(CONNECTOR, told.either('123*12'));
    await room.handle(CONNECTOR, told.either('1'));
    expect(inputs()).toEqual(['', '1']);
  });

  test('a word to one that is not live is no code', async () => {
    const { room } = await open();
    expect(await room.handle(CONNECTOR, told.either('yes', { dialled: '' }))).toEqual(EXPIRED);
  });

  test('everything typed so far: the entry is what is new, stars included, and empty ones too', async () => {
    const { room } = await open();
    for (const text of ['', '1', '1*5*6', '1*5*6*', '1*5*6**2']) await room.handle(CONNECTOR, told.all(text));
    expect(inputs()).toEqual(['', '1', '1*5*6', '1*5*6*', '1*5*6**2']);
  });

  test('everything typed so far: a deep code is one code', async () => {
    const { room, database } = await open({ directDial: 'append' });
    await room.handle(CONNECTOR, told.all('5'));
    await room.handle(CONNECTOR, told.all('5*1'));
    expect(inputs()).toEqual(['5', '5*1']);
    const { rows } = await database.pool.query('select dialled from ussd_sessions');
    expect(rows).toEqual([{ dialled: '*123*12*5#' }]);
  });

  test('everything typed so far: nothing typed is a new call, where names of sessions are used again', async () => {
    let now = Date.now();
    const clock = { now: () => now, monotonic: () => performance.now() };
    const { room } = await open({ clock }, 'CON menu', 'END bye', 'CON menu');
    for (const text of ['', '1']) await room.handle(CONNECTOR, told.all(text));
    now += 60_000;
    expect(await room.handle(CONNECTOR, told.all(''))).toEqual({ action: 'con', text: 'menu' });
    expect(inputs()).toEqual(['', '1', '']);
  });

  test.each([
    ['idle', 61_000],
    ['finished', 61_000],
  ])(
    'everything typed so far: an answer to a session that is %s and forgotten begins nothing',
    async (how, later) => {
      let now = Date.now();
      const clock = { now: () => now, monotonic: () => performance.now() };
      const room = await open(
        { clock, profile: { idleSeconds: 60 } },
        'CON menu',
        how === 'finished' ? 'END bye' : 'CON menu',
      );
      for (const text of ['', '1']) await room.room.handle(CONNECTOR, told.all(text));
      now += later;
      await room.database.pool.query(
        'update ussd_sessions set memory = null, ended_at = coalesce(ended_at, now())',
      );
      expect(await room.room.handle(CONNECTOR, told.all('1*1234'))).toEqual(EXPIRED);
      expect(await sessions(room)).toHaveLength(1);
    },
  );

  test('a number that was used before does not hide a new call', async () => {
    let now = Date.now();
    const clock = { now: () => now, monotonic: () => performance.now() };
    const { room } = await open({ clock }, 'CON menu', 'CON next', 'CON menu');
    await room.handle(CONNECTOR, told.begin(undefined, { step: '1' }));
    await room.handle(CONNECTOR, told.entry('7', { step: '2' }));
    now += 20_000;
    await room.handle(CONNECTOR, told.begin(undefined, { step: '1' }));
    expect(inputs()).toEqual(['', '7', '']);
  });

  test('everything typed so far: another story than ours is played from the start', async () => {
    const room = await open();
    await room.room.handle(CONNECTOR, told.all(''));
    await room.room.handle(CONNECTOR, told.all('1'));
    await room.room.handle(CONNECTOR, told.all('2*3'));
    expect(inputs()).toEqual(['', '1', '', '2', '2*3']);
    expect((await sessions(room)).map(({ reason }) => reason)).toEqual(['network', null]);
  });

  test('an answer to nothing is over', async () => {
    const room = await open();
    expect(await room.room.handle(CONNECTOR, told.entry('1'))).toEqual(EXPIRED);
    expect(await sessions(room)).toEqual([]);
  });

  test('dialling anew ends what was', async () => {
    const room = await open();
    await room.room.handle(CONNECTOR, told.begin());
    await room.room.handle(CONNECTOR, told.entry('1'));
    await room.room.handle(CONNECTOR, told.begin());
    expect(inputs()).toEqual(['', '1', '']);
    expect((await sessions(room)).map(({ reason }) => reason)).toEqual(['network', null]);
  });

  test('a session of one connector is none of another', async () => {
    const { room } = await open();
    await room.handle(CONNECTOR, told.begin());
    expect(await room.handle(CONNECTOR + 1, told.entry('1'))).toEqual(EXPIRED);
  });
});

describe('time', () => {
  test.each([
    ['idle', 61_000],
    ['old', 601_000],
  ])('a session that is %s is over', async (how, later) => {
    let now = Date.now();
    const clock = { now: () => now, monotonic: () => performance.now() };
    const room = await open({ clock, profile: { idleSeconds: 60, absoluteSeconds: 600 } });
    await room.room.handle(CONNECTOR, told.begin());
    if (how === 'old') {
      for (let minute = 0; minute < 11; minute++) {
        now += 55_000;
        await room.room.handle(CONNECTOR, told.entry(`m${minute}`));
      }
    } else {
      now += later;
    }
    expect(await room.room.handle(CONNECTOR, told.entry('1'))).toEqual(EXPIRED);
    expect((await sessions(room)).map(({ reason }) => reason)).toEqual(['timeout']);
  });

  test('the operator is answered in its time, though nothing answers us', async () => {
    const { room } = await open({ profile: { hopSeconds: 0.4, appSeconds: 5 } }, 'hang');
    expect(await room.handle(CONNECTOR, told.begin())).toEqual({ action: 'end', text: UNAVAILABLE });
  });

  test('and though the database does not answer', async () => {
    const { room, database } = await open({ profile: { hopSeconds: 0.4 } });
    await room.handle(CONNECTOR, told.begin());
    const blocker = await database.pool.connect();
    await blocker.query('begin; lock table ussd_sessions in access exclusive mode');
    expect(await room.handle(CONNECTOR, told.entry('1'))).toEqual({ action: 'end', text: UNAVAILABLE });
    await blocker.query('rollback');
    blocker.release();
  });
});

describe('two nodes', () => {
  test('U14 take turns at one session, which has one id and one list of entries', async () => {
    const one = await open();
    const two = await open({ beside: one });
    await one.room.handle(CONNECTOR, told.begin());
    await two.room.handle(CONNECTOR, told.entry('1'));
    await one.room.handle(CONNECTOR, told.entry('2'));
    expect(inputs()).toEqual(['', '1', '1*2']);
    expect(new Set(app.seen.map(({ body }) => new URLSearchParams(body).get('sessionId'))).size).toBe(1);
  });

  test('a call that comes to both at once begins one session, and asks once', async () => {
    const one = await open();
    const two = await open({ beside: one });
    const release = app.hold();
    const replies = [one, two].map(({ room }) => room.handle(CONNECTOR, told.begin()));
    await expect.poll(() => app.seen.length).toBe(1);
    setTimeout(release, 100);
    expect(await Promise.all(replies)).toEqual(new Array(2).fill({ action: 'con', text: 'menu' }));
    expect(inputs()).toEqual(['']);
    expect(await sessions(one)).toHaveLength(1);
  });

  test('one hop at both asks the application once', async () => {
    const one = await open();
    const two = await open({ beside: one }, 'CON menu', 'CON next');
    await one.room.handle(CONNECTOR, told.begin());
    const release = app.hold();
    const replies = [one, two].map(({ room }) => room.handle(CONNECTOR, told.entry('1')));
    await expect.poll(() => app.seen.length).toBe(2);
    release();
    expect(await Promise.all(replies)).toEqual(new Array(2).fill({ action: 'con', text: 'next' }));
    expect(inputs()).toEqual(['', '1']);
  });

  test('a session whose node died in the middle of a hop goes on at another', async () => {
    const one = await open();
    await one.room.handle(CONNECTOR, told.begin());
    await one.store.claim({ connectorId: CONNECTOR, operatorSession: 's1' });
    await one.die();
    const two = await open({ beside: one });
    expect(await two.room.handle(CONNECTOR, told.entry('1'))).toEqual({ action: 'con', text: 'menu' });
    expect(inputs()).toEqual(['1']);
  });

  test('what a node that died may have answered or not is answered again, once', async () => {
    let now = Date.now();
    const clock = { now: () => now, monotonic: () => performance.now() };
    const one = await open({ clock }, 'CON menu', 'CON next');
    await one.room.handle(CONNECTOR, told.begin());
    await one.room.handle(CONNECTOR, told.entry('1'));
    await one.die();
    const two = await open({ beside: one, clock });
    now += 5000;
    expect(await two.room.handle(CONNECTOR, told.entry('1'))).toEqual({ action: 'con', text: 'next' });
    expect(inputs()).toEqual([]);
    now += 5000;
    await two.room.handle(CONNECTOR, told.entry('1'));
    expect(inputs()).toEqual(['1*1']);
  });

  test('what a node answered that said goodbye is not answered again', async () => {
    let now = Date.now();
    const clock = { now: () => now, monotonic: () => performance.now() };
    const one = await open({ clock });
    await one.room.handle(CONNECTOR, told.begin());
    await one.room.handle(CONNECTOR, told.entry('1'));
    await one.store.stop();
    await one.die();
    const two = await open({ beside: one, clock });
    now += 5000;
    await two.room.handle(CONNECTOR, told.entry('1'));
    expect(inputs()).toEqual(['1*1']);
  });

  test('what a session remembers opens with one key only', async () => {
    const one = await open();
    await one.room.handle(CONNECTOR, told.begin());
    await one.room.handle(CONNECTOR, told.entry('1'));
    const stranger = await open({ beside: { database: one.database, sealer: (await open()).sealer } });
    expect(await stranger.room.handle(CONNECTOR, told.entry('2'))).toEqual(EXPIRED);
  });
});

describe('a node that is alone', () => {
  const alone = () => 1;

  test('writes each hop in one statement, and reads nothing', async () => {
    const room = await open({ solitude: alone });
    await room.room.handle(CONNECTOR, told.begin());
    await room.database.pool.query('alter table ussd_sessions rename column operator_session to hidden');
    expect(await room.room.handle(CONNECTOR, told.entry('1'))).toEqual({ action: 'con', text: 'menu' });
    expect((await sessions(room)).map(({ hops }) => hops)).toEqual([2]);
  });

  test('forgets what it knew when it has had company', async () => {
    let solitude: number | null = 1;
    const one = await open({ solitude: () => solitude });
    await one.room.handle(CONNECTOR, told.begin());
    solitude = null;
    const two = await open({ beside: one });
    await two.room.handle(CONNECTOR, told.entry('1'));
    solitude = 2;
    app.seen.length = 0;
    await one.room.handle(CONNECTOR, told.entry('2'));
    expect(inputs()).toEqual(['1*2']);
  });

  test('never writes over what another went on with, though it thinks it is alone', async () => {
    const one = await open({ solitude: alone });
    await one.room.handle(CONNECTOR, told.begin());
    const two = await open({ beside: one });
    await two.room.handle(CONNECTOR, told.entry('1'));
    expect(await one.room.handle(CONNECTOR, told.entry('2'))).toEqual(EXPIRED);
    await two.room.handle(CONNECTOR, told.entry('3'));
    expect(inputs().at(-1)).toBe('1*3');
  });

  test('leaves everything to the next one when it dies', async () => {
    const one = await open({ solitude: alone });
    await one.room.handle(CONNECTOR, told.begin());
    await one.room.handle(CONNECTOR, told.entry('1'));
    await one.die();
    const two = await open({ beside: one, solitude: alone });
    await two.room.handle(CONNECTOR, told.entry('2'));
    expect(inputs()).toEqual(['1*2']);
  });

  test.each([
    ['a beginning', [told.begin()], told.begin()],
    ['an entry', [told.begin(), told.entry('1')], told.entry('1')],
    ['everything typed so far', [told.all(''), told.all('1')], told.all('1')],
  ])('answers what comes again: %s', async (_label, before, again) => {
    const { room } = await open({ solitude: alone }, 'CON one', 'CON two', 'CON three');
    let last: unknown;
    for (const event of before) last = await room.handle(CONNECTOR, event);
    expect(await room.handle(CONNECTOR, again)).toEqual(last);
    expect(app.seen).toHaveLength(before.length);
  });
});

test('a hop that could not be written down holds up none after it', async () => {
  const room = await open({}, 'CON menu');
  await room.room.handle(CONNECTOR, told.begin());
  await room.database.pool.query('alter table ussd_hops rename to hidden');
  expect(await room.room.handle(CONNECTOR, told.entry('1'))).toEqual({ action: 'end', text: UNAVAILABLE });
  await room.database.pool.query('alter table hidden rename to ussd_hops');
  expect(await room.room.handle(CONNECTOR, told.entry('1'))).toEqual({ action: 'con', text: 'menu' });
});

describe('an application that is down', () => {
  test('is left alone after five failures, whoever dials', async () => {
    const { room, hops } = await open({}, { status: 500 });
    for (let n = 0; n < 7; n++) {
      const reply = await room.handle(CONNECTOR, told.begin(undefined, { session: `s${n}` }));
      expect(reply).toEqual({ action: 'end', text: UNAVAILABLE });
    }
    expect(hops.map(({ outcome }) => outcome)).toEqual([...new Array(5).fill('http'), 'breaker', 'breaker']);
    expect(app.seen).toHaveLength(5);
  });

  test('is left alone for what is its own fault only: what it answers wrongly is answered', async () => {
    const { room, hops } = await open({}, { status: 404 });
    for (let n = 0; n < 7; n++) await room.handle(CONNECTOR, told.begin(undefined, { session: `s${n}` }));
    expect(hops.map(({ outcome }) => outcome)).toEqual(new Array(7).fill('http'));
  });

  test('harms no more subscribers at once than it may', async () => {
    const { room, hops } = await open({ app: { settings: { concurrency: 2 } } });
    const release = app.hold();
    const replies = [1, 2, 3].map((n) => room.handle(CONNECTOR, told.begin(undefined, { session: `s${n}` })));
    await expect.poll(() => hops.map(({ outcome }) => outcome)).toEqual(['busy']);
    release();
    const shown = (await Promise.all(replies)).map((reply) => reply?.text);
    expect(shown.sort()).toEqual([UNAVAILABLE, 'menu', 'menu'].sort());
  });

  test('is told of once in the log, without the subscriber', async () => {
    const { room, logged } = await open({}, { status: 500 });
    for (const n of [1, 2]) await room.handle(CONNECTOR, told.begin(undefined, { session: `s${n}` }));
    expect(logged).toHaveLength(1);
    expect(logged[0]).toContain('HTTP status 500');
    expect(logged[0]).not.toContain('254712345678');
  });
});

describe('privacy', () => {
  const everything = async ({ database }: TestRoom) => {
    const { rows } = await database.pool.query(
      `select row_to_json(s)::text || coalesce((select json_agg(h)::text from ussd_hops h), '') as text from ussd_sessions s`,
    );
    return rows.map(({ text }) => text).join('\n') as string;
  };
  const transcript = async ({ database }: TestRoom) =>
    (await database.pool.query('select input, action, screen from ussd_hops order by hop')).rows;

  test('a sensitive application leaves no word in the tables, while it lasts and after, and works all the same', async () => {
    const room = await open(
      { app: { sensitive: true } },
      'CON where are you?',
      'CON what happened?',
      'END we call you',
    );
    await room.room.handle(CONNECTOR, told.begin());
    await room.room.handle(CONNECTOR, told.entry('marker-place'));
    expect(await everything(room)).not.toMatch(/marker|where are you/);
    await room.room.handle(CONNECTOR, told.entry('marker-violence'));
    expect(await everything(room)).not.toMatch(/marker|we call you/);
    expect(inputs()).toEqual(['', 'marker-place', 'marker-place*marker-violence']);
    expect(await transcript(room)).toEqual([
      { input: null, action: 'con', screen: null },
      { input: null, action: 'con', screen: null },
      { input: null, action: 'end', screen: null },
    ]);
    expect(room.logged.join('')).not.toContain('marker');
  });

  test('what looks like a PIN is masked in the transcript, unless the application says it is none', async () => {
    const masked = await open();
    await masked.room.handle(CONNECTOR, told.begin());
    for (const text of ['1', '1234', '123456', '1234567', 'abcd', ' 1234', '1234#', '１２３４'])
      await masked.room.handle(CONNECTOR, told.entry(text));
    expect((await transcript(masked)).map(({ input }) => input)).toEqual([
      null,
      '1',
      '••••',
      '••••',
      '1234567',
      'abcd',
      '••••',
      '••••',
      '••••',
    ]);
    expect(await everything(masked)).not.toContain('"1234"');
    const plain = await open({ app: { maskPins: false } });
    await plain.room.handle(CONNECTOR, told.begin());
    await plain.room.handle(CONNECTOR, told.entry('1234'));
    expect((await transcript(plain)).map(({ input }) => input)).toEqual([null, '1234']);
  });

  test('what is dialled beyond a code is kept no more than what is typed', async () => {
    const masked = await open();
    await masked.room.handle(CONNECTOR, told.begin('*123*12*1234*7#'));
    await masked.room.handle(CONNECTOR, told.entry('1'));
    for (const { body } of app.seen)
      expect(new URLSearchParams(body).get('serviceCode')).toBe('*123*12*1234*7#');
    expect(await everything(masked)).not.toContain('1234*7');
    const { rows } = await masked.database.pool.query('select dialled, service_code from ussd_sessions');
    expect(rows).toEqual([{ dialled: '*123*12*••••*7#', service_code: '*123*12*••••*7#' }]);
    const sensitive = await open({ app: { sensitive: true } });
    await sensitive.room.handle(CONNECTOR, told.begin('*123*12*77*7#'));
    const kept = await sensitive.database.pool.query('select dialled, service_code from ussd_sessions');
    expect(kept.rows).toEqual([{ dialled: '*123*12*••••*••••#', service_code: '*123*12*••••*••••#' }]);
  });

  test('the memory goes when a session breaks off', async () => {
    const room = await open();
    await room.room.handle(CONNECTOR, told.begin());
    await room.room.handle(CONNECTOR, told.end());
    expect(await sessions(room)).toMatchObject([{ reason: 'user', memory: null }]);
  });
});

test('text that no table holds is stored as what it can be', async () => {
  const { room } = await open();
  await room.handle(CONNECTOR, told.begin());
  expect(await room.handle(CONNECTOR, told.entry('a\0b\ud800'))).toEqual({ action: 'con', text: 'menu' });
  expect(inputs()).toEqual(['', 'a\ufffdb\ufffd']);
});

test('many sessions at once are written together, and each has its own story', async () => {
  const room = await open();
  const subscribers = Array.from({ length: 60 }, (_, n) => ({
    session: `s${n}`,
    msisdn: `2547123456${String(n).padStart(2, '0')}`,
  }));
  await Promise.all(subscribers.map((who) => room.room.handle(CONNECTOR, told.begin(undefined, who))));
  await Promise.all(subscribers.map((who, n) => room.room.handle(CONNECTOR, told.entry(String(n), who))));
  const told2 = app.seen.slice(60).map(({ body }) => new URLSearchParams(body));
  expect(told2.map((form) => [form.get('msisdn'), form.get('input')]).sort()).toEqual(
    subscribers.map(({ msisdn }, n) => [msisdn, String(n)]).sort(),
  );
  expect((await sessions(room)).map(({ hops }) => hops)).toEqual(new Array(60).fill(2));
});
