import { expect, test } from 'vitest';
import { type ExplainFacts, explainContact } from './explain-contact.ts';
import { policyOf } from './policy-of.ts';

const facts: ExplainFacts = {
  what: 'campaign',
  sender: 'promotional',
  now: Date.parse('2026-11-23T16:00:00Z'),
  contactAt: null,
  network: 'Safaricom KE',
  senderId: 'SHOP',
  senderKnown: true,
  optOut: null,
  consents: [],
  text: '',
};
const kenya = policyOf('KE');
const says = (more: Partial<ExplainFacts>) =>
  explainContact(kenya, { ...facts, ...more }).rules.map(
    ({ rule, decision, says }) => `${rule} ${decision}: ${says}`,
  );

test('every rule speaks', () => {
  expect(says({ text: 'Karibu' })).toEqual([
    'country note: The number is of Safaricom KE (KE): the rules of Kenya hold.',
    'sender ok: "SHOP" is a promotional sender ID of the account.',
    'opt-out ok: The person has not refused messages.',
    'consent note: The ledger holds no consent of this person.',
    'hours later: Hours of promotional messages are 08:00 to 18:00: they open Tue, 24 Nov 2026, 08:00 (Africa/Nairobi).',
    'suffix note: "STOP*456*9*5#" is added: 1 part, 1 without.',
  ]);
});

test('later is later', () => {
  expect(explainContact(kenya, facts)).toMatchObject({
    verdict: 'later',
    at: Date.parse('2026-11-24T05:00:00Z'),
    text: null,
  });
});

test('an opt-out is stronger than hours', () => {
  const optOut = { sender: 'SHOP', source: 'receipt', at: Date.parse('2026-11-01T00:00:00Z') };
  expect(explainContact(kenya, { ...facts, optOut })).toMatchObject({ verdict: 'never', at: null });
  expect(says({ optOut })).toContain(
    'opt-out never: The person has refused messages from "SHOP" (2026-11-01, learned from a receipt of the operator). Only a new consent takes that back.',
  );
});

test('a sender of somebody else ends it', () => {
  expect(explainContact(kenya, { ...facts, senderKnown: false }).verdict).toBe('never');
});

test('consents are told, and that a survey must ask', () => {
  const consents = [{ purpose: 'survey', given: false, at: Date.parse('2026-11-02T00:00:00Z') }];
  expect(says({ what: 'survey-start', consents })).toEqual(
    expect.arrayContaining([
      'consent note: Consent to "survey" was refused or taken back on 2026-11-02.',
      'consent note: In Kenya the survey itself must ask for consent first.',
    ]),
  );
});

test('advertising from a transactional sender is spoken of', () => {
  expect(says({ sender: 'transactional' })).toContain(
    'sender note: In Kenya advertising needs a promotional sender ID: this one must not carry any.',
  );
});
