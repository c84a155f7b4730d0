import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AccountSettings } from '#core/directory.ts';
import type { MoFacts } from '../job.ts';
import { callbackTimeIn } from './callback-time.ts';
import cases from './mo.cases.json' with { type: 'json' };
import { moBody } from './mo.ts';

const writeTime = callbackTimeIn('Africa/Nairobi');

const sample: MoFacts = {
  kind: 'mo',
  subjectId: '0bc5be98-5322-4cf3-ac02-303165997da5',
  accountId: 1,
  number: '234223',
  from: '254712345678',
  to: 'TIARA',
  text: 'Hello',
  refId: null,
  linkId: 'smpp',
  receivedAt: Date.parse('2019-02-05T15:27:39.878Z'),
  url: null,
};

test.each(cases)('$id $label', ({ facts, nullStyle, body }) => {
  const style = (nullStyle ?? 'string') as AccountSettings['nullStyle'];
  expect(moBody({ ...sample, ...facts } as MoFacts, style, writeTime)).toBe(body);
});

test('is valid JSON with exactly the seven keys, whatever was sent', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const body = JSON.parse(moBody({ ...sample, text }, 'string', writeTime));
      expect(Object.keys(body)).toEqual(['msgId', 'from', 'to', 'refId', 'message', 'linkId', 'receiveTime']);
      expect(body.message).toBe(text);
    }),
  );
});

test('half a surrogate pair is escaped, so that the body stays valid UTF-8', () => {
  expect(moBody({ ...sample, text: 'a\ud83d' }, 'string', writeTime)).toContain('"message":"a\\ud83d"');
});
