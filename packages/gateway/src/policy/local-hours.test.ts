import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Gate, nextOpening } from './local-hours.ts';

const day = { from: '08:00', until: '18:00' };
const nairobi: Gate = { hours: day, timeZone: 'Africa/Nairobi' };

test.each([
  ['before it opens', '2026-11-23T04:59:59.999Z', '2026-11-23T05:00:00.000Z'],
  ['as it opens', '2026-11-23T05:00:00.000Z', '2026-11-23T05:00:00.000Z'],
  ['by day', '2026-11-23T10:11:12.345Z', '2026-11-23T10:11:12.345Z'],
  ['at its last moment', '2026-11-23T14:59:59.999Z', '2026-11-23T14:59:59.999Z'],
  ['as it closes', '2026-11-23T15:00:00.000Z', '2026-11-24T05:00:00.000Z'],
  [
    'late in the evening, when the next day has begun there',
    '2026-11-23T21:30:00.000Z',
    '2026-11-24T05:00:00.000Z',
  ],
])('Nairobi: %s', (_, at, opens) => {
  expect(nextOpening([nairobi], Date.parse(at))).toBe(Date.parse(opens));
});

test('Dakar keeps the time of UTC', () => {
  const gate = { hours: day, timeZone: 'Africa/Dakar' };
  const eight = Date.parse('2026-07-01T08:00:00Z');
  expect(nextOpening([gate], eight)).toBe(eight);
  expect(nextOpening([gate], Date.parse('2026-07-01T07:59:00Z'))).toBe(eight);
});

describe('days of the week', () => {
  const workdays = { hours: { ...day, days: [1, 2, 3, 4, 5] }, timeZone: 'Africa/Nairobi' };

  test('wait from Friday evening to Monday', () => {
    expect(nextOpening([workdays], Date.parse('2026-11-27T15:00:00Z'))).toBe(
      Date.parse('2026-11-30T05:00:00Z'),
    );
  });

  test('are those of the place', () => {
    // Monday there, Sunday in UTC.
    const night = { hours: { from: '00:00', until: '24:00', days: [1] }, timeZone: 'Africa/Nairobi' };
    const monday = Date.parse('2026-11-22T21:00:00Z');
    expect(nextOpening([night], monday)).toBe(monday);
    expect(nextOpening([night], Date.parse('2026-11-23T21:00:00Z'))).toBe(Date.parse('2026-11-29T21:00:00Z'));
  });
});

describe('when clocks are moved', () => {
  const morning = { hours: { from: '08:00', until: '18:00' }, timeZone: 'Europe/Paris' };

  test('forward, the night is shorter', () => {
    expect(nextOpening([morning], Date.parse('2026-03-28T20:00:00Z'))).toBe(
      Date.parse('2026-03-29T06:00:00Z'),
    );
  });

  test('back, the night is longer', () => {
    expect(nextOpening([morning], Date.parse('2026-10-24T20:00:00Z'))).toBe(
      Date.parse('2026-10-25T07:00:00Z'),
    );
  });

  test('an hour that is left out does not keep it closed for good', () => {
    const gate = { hours: { from: '02:00', until: '03:00' }, timeZone: 'Europe/Paris' };
    const opens = nextOpening([gate], Date.parse('2026-03-28T20:00:00Z')) as number;
    expect(isOpen(gate, opens)).toBe(true);
    expect(opens).toBe(Date.parse('2026-03-30T00:00:00Z'));
  });
});

test('hours that never meet are said to', () => {
  const night = { hours: { from: '20:00', until: '22:00' }, timeZone: 'Africa/Nairobi' };
  expect(nextOpening([nairobi, night], Date.parse('2026-11-23T10:00:00Z'))).toBeNull();
});

const anyGate = fc.record({
  hours: fc
    .tuple(fc.integer({ min: 0, max: 1438 }), fc.integer({ min: 1, max: 1439 }))
    .filter(([from, until]) => until > from)
    .map(([from, until]) => ({ from: written(from), until: written(until) })),
  timeZone: fc.constantFrom(
    'Africa/Nairobi',
    'Africa/Dakar',
    'Europe/Paris',
    'America/New_York',
    'Asia/Kathmandu',
  ),
});

test('what opens is open then, and not before', () => {
  fc.assert(
    fc.property(
      anyGate,
      fc.date({ min: new Date('2026-01-01'), max: new Date('2027-12-31'), noInvalidDate: true }),
      fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
      (gate, date, share) => {
        const at = date.getTime();
        const opens = nextOpening([gate], at);
        if (opens === null) throw new Error('one gate always opens');
        expect(isOpen(gate, opens)).toBe(true);
        expect(opens).toBeGreaterThanOrEqual(at);
        const between = Math.floor(at + (opens - at) * share);
        if (between < opens) expect(isOpen(gate, between)).toBe(false);
      },
    ),
    { numRuns: 300 },
  );
});

/** By the clock on the wall alone. */
function isOpen({ hours, timeZone }: Gate, at: number): boolean {
  const clock = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  const time = new Intl.DateTimeFormat('en-GB', { timeZone, ...clock }).format(at);
  return time >= hours.from && time < hours.until;
}

function written(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}
