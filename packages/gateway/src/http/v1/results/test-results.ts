import type { Flow } from '@ujumbe/flows';
import type { HttpWorld, TestAccount } from '../../../../test/http-world.ts';

/** A flow with a question of every kind, in two languages. */
export const visitFlow: Flow = {
  format: 1,
  id: 'clinic-visit',
  languages: ['en', 'sw'],
  entry: 'agree',
  blocks: {
    agree: {
      kind: 'consent',
      text: 'agree',
      purpose: 'survey',
      version: '1',
      exits: { yes: 'place', no: 'stop' },
    },
    place: {
      kind: 'choice',
      text: 'place',
      options: [
        { value: 'kisumu', label: 'kisumu' },
        { value: 'nairobi', label: 'nairobi' },
      ],
      exits: { next: 'reasons' },
    },
    reasons: {
      kind: 'choices',
      text: 'reasons',
      options: [
        { value: 'near', label: 'near' },
        { value: 'kind', label: 'kind' },
        { value: 'cheap', label: 'cheap' },
      ],
      exits: { next: 'age' },
    },
    age: { kind: 'number', text: 'age', min: 0, max: 120, exits: { next: 'visited' } },
    visited: { kind: 'date', text: 'visited', exits: { next: 'again' } },
    again: { kind: 'nps', text: 'again', exits: { next: 'phone' } },
    phone: { kind: 'phone', text: 'phone', exits: { next: 'remark' } },
    remark: { kind: 'text', text: 'remark', exits: { next: 'sum' } },
    sum: { kind: 'set', values: { 'answers.group': 'adult' }, exits: { next: 'bye' } },
    bye: { kind: 'end', text: 'bye' },
    stop: { kind: 'end', text: 'bye', outcome: 'declined' },
  },
  texts: {
    agree: { en: 'May we ask?', sw: 'Tuulize?' },
    place: { en: 'Where?', sw: { default: 'Wapi ulitembelea?', ussd: 'Wapi?' } },
    kisumu: { en: 'Kisumu town', sw: 'Mji wa Kisumu' },
    nairobi: { en: 'Nairobi', sw: 'Nairobi' },
    reasons: { en: 'Why?', sw: 'Kwa nini?' },
    near: { en: 'It is near', sw: 'Ni karibu' },
    kind: { en: 'They are kind', sw: 'Ni wema' },
    cheap: { en: 'It is cheap', sw: 'Ni rahisi' },
    age: { en: 'Your age?', sw: 'Umri?' },
    visited: { en: 'When?', sw: 'Lini?' },
    again: { en: 'Again?', sw: 'Tena?' },
    phone: { en: 'Whom shall we call?', sw: 'Tumpigie nani?' },
    remark: { en: 'Anything else?', sw: 'Lingine?' },
    bye: { en: 'Thank you', sw: 'Asante' },
  },
};

/** Asks a route of v1 as an account. */
export async function ask(
  world: HttpWorld,
  { key }: TestAccount,
  path: string,
  method: 'GET' | 'POST' = 'GET',
) {
  const answer = await world.app.inject({
    method,
    url: `/api/v1${path}`,
    headers: { authorization: `Bearer ${key}` },
  });
  const { statusCode: status, headers, body: text, rawPayload: bytes } = answer;
  return { status, headers, text, bytes, json: <Body>() => JSON.parse(text) as Body };
}
