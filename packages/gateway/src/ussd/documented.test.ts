import { afterAll, beforeAll, expect, test } from 'vitest';
import type { UssdApp, UssdCode } from '#core/directory.ts';
import type { UssdEvent } from '#core/ussd.ts';
import type { UssdProfile } from '#core/ussd-profile.ts';
import cases from './documented.cases.json' with { type: 'json' };
import { type Behaviour, startTestApp, type TestApp } from './test-app.ts';
import { CONNECTOR, openTestRoom, told } from './test-room.ts';

type Case = {
  readonly label: string;
  readonly app?: Partial<UssdApp>;
  readonly profile?: Partial<UssdProfile>;
  readonly directDial?: UssdCode['directDial'];
  readonly answers: readonly Behaviour[];
  /** What the subscriber does, and what is shown then. */
  readonly hops: readonly [does: string, action: 'con' | 'end' | null, text: string][];
  readonly inputs?: readonly string[];
  readonly requests?: number;
  readonly lastBody?: string;
  readonly outcomes?: readonly string[];
  readonly overruns?: readonly string[];
  readonly live?: boolean;
  readonly ended?: string;
  readonly sessions?: number;
};

let app: TestApp;
let portOfNobody: number;
beforeAll(async () => {
  app = await startTestApp();
  const gone = await startTestApp();
  portOfNobody = Number(new URL(gone.url).port);
  await gone.close();
});
afterAll(() => app.close());

/** What the adapters make of it. */
function eventOf(does: string): UssdEvent {
  if (does === 'hang up') return told.end('user');
  const [, verb, what = ''] = /^(dial|type) (.*)$/.exec(does) ?? [];
  return verb === 'dial' ? told.begin(what) : told.entry(what);
}

// Alone a node reads nothing it has just written; in company it does.
const circumstances = [
  ['alone', () => 1],
  ['in company', () => null],
] as const;
const everyCase = circumstances.flatMap(([where, solitude]) =>
  (cases as unknown as Case[]).map((given) => ({ ...given, where, solitude })),
);

test.each(everyCase)('$label, $where', async (given) => {
  app.seen.length = 0;
  app.behave(...given.answers);
  const changes = JSON.parse(JSON.stringify(given.app ?? {}).replace('PORT-OF-NOBODY', String(portOfNobody)));
  const room = await openTestRoom({
    solitude: given.solitude,
    app: { ...changes, settings: { url: app.url, timeoutSeconds: 0.3, ...changes.settings } },
    ...(given.profile ? { profile: given.profile } : {}),
    ...(given.directDial ? { directDial: given.directDial } : {}),
  });
  try {
    for (const [does, action, text] of given.hops) {
      const reply = await room.room.handle(CONNECTOR, eventOf(does));
      expect(reply).toEqual(action === null ? null : { action, text });
    }
    if (given.requests !== undefined) await expect.poll(() => app.seen.length).toBe(given.requests);
    const inputs = app.seen.map(({ body }) => new URLSearchParams(body).get('input'));
    if (given.inputs) expect(inputs).toEqual(given.inputs);
    if (given.lastBody) expect(app.seen.at(-1)?.body).toContain(given.lastBody);
    if (given.outcomes) expect(room.hops.map(({ outcome }) => outcome)).toEqual(given.outcomes);
    if (given.overruns) expect(room.hops.map(({ overrun }) => overrun)).toEqual(given.overruns);
    const { rows } = await room.database.pool.query(
      'select end_reason as reason, ended_at is null as live from ussd_sessions order by id',
    );
    if (given.sessions !== undefined) expect(rows).toHaveLength(given.sessions);
    if (given.live) expect(rows.at(-1)).toEqual({ reason: null, live: true });
    if (given.ended) expect(rows.at(-1)).toEqual({ reason: given.ended, live: false });
  } finally {
    await room.close();
  }
});

test('headers are as documented, and those the application asks for', async () => {
  app.seen.length = 0;
  app.behave('CON menu');
  const room = await openTestRoom({ app: { settings: { url: app.url, headers: { 'X-Secret': 's3cret' } } } });
  await room.room.handle(CONNECTOR, told.begin());
  expect(app.seen[0]?.method).toBe('POST');
  expect(app.seen[0]?.headers).toMatchObject({
    'content-type': 'application/x-www-form-urlencoded',
    accept: 'text/plain, */*',
    'x-secret': 's3cret',
  });
  expect(app.seen[0]?.body).toMatch(
    /^msisdn=254712345678&sessionId=\d{9,18}&input=&serviceCode=\*123\*12%23&countryCode=254&network=Safaricom\+KE$/,
  );
  await room.close();
});
