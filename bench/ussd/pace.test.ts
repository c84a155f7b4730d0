import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hopsOfSession } from './dialogue.ts';
import { closedPace, type DueHop, openPace, type Pace } from './pace.ts';

/** Plays a pace to its end, each answer so many milliseconds after its hop went out. @returns hops in the order they went */
function play(
  pace: Pace,
  answerAfter: (hop: DueHop) => number,
  untilMs: number,
): (DueHop & { at: number })[] {
  const sent: (DueHop & { at: number })[] = [];
  const answers = new Map<number, DueHop[]>();
  const send = (hops: DueHop[], at: number) => {
    for (const hop of hops) {
      sent.push({ ...hop, at });
      const answeredAt = at + answerAfter(hop);
      answers.set(answeredAt, [...(answers.get(answeredAt) ?? []), hop]);
    }
  };
  for (let now = 0; now <= untilMs; now += 1) {
    send(pace.due(now), now);
    for (const hop of answers.get(now) ?? []) send(pace.answered(hop, now), now);
  }
  return sent;
}

function expectWholeSessions(sent: readonly DueHop[], firstSession: number, sessions: number): void {
  const hops = Map.groupBy(sent, ({ session }) => session);
  expect([...hops.keys()].sort((a, b) => a - b)).toEqual(
    Array.from({ length: sessions }, (_, index) => firstSession + index),
  );
  for (const of of hops.values()) {
    expect(of.map(({ hop }) => hop)).toEqual(Array.from({ length: hopsOfSession }, (_, hop) => hop));
  }
}

test('in a closed loop each subscriber goes on when answered, and no more are there than asked for', () => {
  const sent = play(closedPace({ firstSession: 7, sessions: 10 }, 3), () => 2, 1000);
  expectWholeSessions(sent, 7, 10);
  for (const { at } of sent) expect(sent.filter((hop) => hop.at === at).length).toBeLessThanOrEqual(3);
});

test('at a fixed rate every hop has a time of its own, evenly spaced, and waits only for its menu', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 0, max: 60 }),
      fc.array(fc.integer({ min: 1, max: 150 }), { minLength: 1 }),
      (sessions, thinkMs, delays) => {
        const pace = openPace({ firstSession: 3, sessions }, 0, 500, thinkMs);
        const delayOf = ({ session, hop }: DueHop) => delays[(session + hop) % delays.length] as number;
        const sent = play(pace, delayOf, 3000);
        expectWholeSessions(sent, 3, sessions);
        expect(new Set(sent.map(({ dueAt }) => dueAt)).size).toBe(sent.length);
        for (const { dueAt, at } of sent) {
          expect(dueAt % 2).toBe(0);
          expect(at).toBeGreaterThanOrEqual(dueAt);
        }
      },
    ),
  );
});

test('a hop that is answered in time is never late', () => {
  const sent = play(openPace({ firstSession: 0, sessions: 50 }, 0, 500, 40), () => 30, 2000);
  expect(sent.filter(({ dueAt, at }) => dueAt !== at)).toEqual([]);
});
