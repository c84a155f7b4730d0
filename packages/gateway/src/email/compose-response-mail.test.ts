import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { composeResponseMail, type ResponseFacts } from './compose-response-mail.ts';

const facts: ResponseFacts = {
  surveyName: 'After a visit',
  flowName: 'Net promoter',
  reference: 'K7M2',
  contact: 'c4f2k7m2p5q8w3xz',
  channel: 'sms',
  language: 'sw',
  startedAt: Date.parse('2026-11-23T06:00:00Z'),
  endedAt: Date.parse('2026-11-23T06:05:00Z'),
  outcome: 'completed',
  answers: [
    { question: 'Would you recommend us?', answer: '9', raw: '9' },
    { question: 'May we ask why?', answer: 'Yes', raw: '1' },
    { question: 'Why?', answer: 'Good people', raw: 'good peple' },
    { question: 'Anything else?', answer: null, raw: '' },
  ],
  params: { srcSystem: 'REGONLINE', visits: 3 },
  timeZone: 'Africa/Nairobi',
};

test('reads well as text', () => {
  expect(composeResponseMail(facts).subject).toBe('After a visit: Complete (K7M2)');
  expect(composeResponseMail(facts).text).toBe(`After a visit

Reference: K7M2
Contact: c4f2k7m2p5q8w3xz
Result: Complete
Began: 23 Nov 2026, 09:00 (Africa/Nairobi)
Ended: 23 Nov 2026, 09:05 (Africa/Nairobi)
Channel: SMS
Language: Swahili
Flow: Net promoter
srcSystem: REGONLINE
visits: 3

1. Would you recommend us?
   9
2. May we ask why?
   Yes
3. Why?
   Good people (typed: good peple)
4. Anything else?
   (no answer)

Personal data: pass it on to nobody who does not need it.
`);
});

test('says the same as HTML', () => {
  const { html } = composeResponseMail(facts);
  for (const word of ['K7M2', 'Complete', 'Swahili', 'Would you recommend us?', 'Good people', 'no answer'])
    expect(html).toContain(word);
});

test('a response under way, without questions', () => {
  const { subject, text } = composeResponseMail({ ...facts, endedAt: null, answers: [] });
  expect(subject).toBe('After a visit: Under way (K7M2)');
  expect(text).toContain('Ended: not yet');
  expect(text).toContain('No question was put.');
});

test('a language tag that is none is shown as it is', () => {
  expect(composeResponseMail({ ...facts, language: '!' }).text).toContain('Language: !\n');
});

describe('what strangers write', () => {
  const anyText = fc.string({
    unit: fc.constantFrom('<', '>', '"', "'", '&', '\r', '\n', '\u2028', 'a', ' ', '\u0000'),
  });

  test('is never markup', () => {
    const plain = composeResponseMail({ ...facts, answers: [{ question: 'q', answer: 'a', raw: '' }] }).html;
    fc.assert(
      fc.property(anyText, anyText, (question, answer) => {
        const { html } = composeResponseMail({ ...facts, answers: [{ question, answer, raw: '' }] });
        const tags = (text: string) => text.replaceAll('<br>', '').match(/<[^>]*>/g);
        expect(tags(html)).toEqual(tags(plain));
      }),
    );
  });

  test('begins no line of the subject', () => {
    fc.assert(
      fc.property(anyText, anyText, (surveyName, reference) => {
        const { subject } = composeResponseMail({ ...facts, surveyName, reference });
        expect(subject).not.toMatch(/\p{Cc}|\u2028/u);
      }),
    );
  });

  test('is cut in the subject, and never within a character', () => {
    const { subject } = composeResponseMail({ ...facts, surveyName: '😀'.repeat(200) });
    expect(subject.length).toBeLessThanOrEqual(150);
    expect(subject.isWellFormed()).toBe(true);
  });
});

test('nothing is loaded from anywhere', () => {
  expect(composeResponseMail(facts).html).not.toMatch(/https?:|src=|url\(|<script|<link|<img/i);
});
