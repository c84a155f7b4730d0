import { countSegments } from '@ujumbe/smpp/text';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { promptOf } from './prompt.fixture.ts';
import type { Prompt } from './prompt.ts';
import { readSms } from './read-sms.ts';
import { wordsOf } from './words.ts';
import cases from './write-sms.cases.json' with { type: 'json' };
import { writeSms } from './write-sms.ts';

type Case = {
  readonly label: string;
  readonly said?: readonly string[];
  readonly prompt?: Partial<Prompt>;
  readonly labels?: readonly string[];
  readonly language?: string;
  readonly messages: readonly string[];
};

const plain = { languages: ['en'] as const, texts: {} };
const words = wordsOf(plain, 'en');

describe('writeSms', () => {
  it.each(cases as readonly Case[])(
    '$label',
    ({ said = [], prompt, labels = [], language = 'en', messages }) => {
      const speech = {
        messages: said,
        prompt: prompt === undefined ? null : promptOf({ labels, ...prompt }),
      };
      expect(writeSms(speech, wordsOf(plain, language))).toEqual(messages);
    },
  );

  const texts = fc.array(fc.string({ unit: fc.constantFrom(...'abc é€ê😀'), maxLength: 120 }), {
    maxLength: 5,
  });

  it('loses nothing, and joins only what is one segment', () => {
    fc.assert(
      fc.property(texts, (said) => {
        const messages = writeSms({ messages: said, prompt: null }, words);
        const trimmed = said.map((text) => text.trim()).filter((text) => text !== '');
        expect(messages.join('\n')).toBe(trimmed.join('\n'));
        for (const message of messages.filter((text) => text.includes('\n'))) {
          expect(countSegments(message).segments).toBe(1);
        }
      }),
    );
  });

  it('numbers choices as they are read', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'grapheme', minLength: 1 }), { minLength: 1, maxLength: 50 }),
        (labels) => {
          const prompt = promptOf({ labels });
          for (const [index, { value }] of prompt.options.entries()) {
            const reading = readSms(`${index + 1}`, prompt, {
              words,
              spoken: [],
              languages: ['en', 'fr'],
            });
            expect(reading).toEqual({ kind: 'option', value });
          }
        },
      ),
    );
  });
});
