import fc from 'fast-check';
import { expect, test } from 'vitest';
import cases from './judge-contact.cases.json' with { type: 'json' };
import { type ContactFacts, contactKinds, judgeContact } from './judge-contact.ts';
import { policyOf } from './policy-of.ts';

type Case = {
  name: string;
  country: string;
  what: ContactFacts['what'];
  sender: ContactFacts['sender'];
  now: string;
  contactAt?: string | null;
  startedAt?: string | null;
  lastHeardAt?: string | null;
  verdict: 'now' | 'later' | 'never';
  at?: string;
};

test.each(cases as Case[])('$name', ({ country, what, sender, verdict, at, ...times }) => {
  const judged = judgeContact(policyOf(country), {
    what,
    sender,
    now: Date.parse(times.now),
    contactAt: time(times.contactAt),
    startedAt: time(times.startedAt),
    lastHeardAt: time(times.lastHeardAt),
  });
  expect(judged.verdict).toBe(verdict);
  expect(judged.reasons.length).toBeGreaterThan(0);
  if (at !== undefined) expect(judged).toMatchObject({ at: Date.parse(at) });
});

test('a country whose zones span the day is judged in the first of them', () => {
  const policy = {
    ...policyOf('TZ'),
    timeZones: ['Pacific/Kiritimati', 'Africa/Lusaka'],
  };
  const now = Date.parse('2026-11-23T00:00:00Z');
  const judged = judgeContact(
    { ...policy, timeZone: 'Pacific/Kiritimati' },
    { what: 'campaign', sender: 'promotional', now },
  );
  expect(judged.verdict).toBe('now');
});

const HOUR = 3_600_000;
const ago = fc.option(fc.integer({ min: 0, max: 200 * HOUR }));

test('at the time that is named it may be said, and every verdict has its reasons', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('KE', 'SN', 'TZ', 'US', 'FR', 'CD', ''),
      fc.constantFrom(...contactKinds),
      fc.constantFrom('promotional' as const, 'transactional' as const),
      fc.date({ min: new Date('2026-01-01'), max: new Date('2027-12-31'), noInvalidDate: true }),
      ago,
      ago,
      ago,
      (country, what, sender, date, contact, started, heard) => {
        const now = date.getTime();
        const before = (time: number | null) => (time === null ? null : now - time);
        const facts = {
          what,
          sender,
          contactAt: before(contact),
          startedAt: before(started),
          lastHeardAt: before(heard),
        };
        const judged = judgeContact(policyOf(country), { ...facts, now });
        expect(judged.reasons.length).toBeGreaterThan(0);
        if (judged.verdict !== 'later') return;
        expect(judged.at).toBeGreaterThan(now);
        expect(judgeContact(policyOf(country), { ...facts, now: judged.at }).verdict).toBe('now');
      },
    ),
    { numRuns: 300 },
  );
});

function time(text: string | null | undefined): number | null {
  return text == null ? null : Date.parse(text);
}
