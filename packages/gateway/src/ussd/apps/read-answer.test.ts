import fc from 'fast-check';
import { expect, test } from 'vitest';
import cases from './read-answer.cases.json' with { type: 'json' };
import { readAnswer } from './read-answer.ts';

type Case = [label: string, body: string, action: 'con' | 'end' | null, text?: string, how?: 'lenient'];

test.each(cases as Case[])('%s', (_label, body, action, text, how) => {
  const read = readAnswer(body);
  if (action === null) expect(read.ok).toBe(false);
  else expect(read).toEqual({ ok: true, reply: { action, text }, lenient: how === 'lenient' });
});

test('whatever comes is read or refused', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 500 }),
      fc.constantFrom('', 'CON ', 'END '),
      (body, word) => {
        const read = readAnswer(word + body);
        if (!read.ok) expect(read.reason).not.toBe('');
        else if (read.reply.action === 'con') expect(read.reply.text).not.toBe('');
      },
    ),
  );
});
