import { openQuestion, plainly } from './open-question.ts';
import { readPattern } from './reading/read-pattern.ts';
import { complain, type MakeReady } from './ready.ts';

export const text: MakeReady<'text'> = (block, site) => {
  const { pattern, minLength = 1, maxLength = 2000 } = block;
  return openQuestion(block.text, site, (entered) => {
    const trimmed = entered.trim();
    const value = pattern === undefined ? trimmed : readPattern(trimmed, pattern);
    if (trimmed === '') return complain();
    if (value === null) return complain(`not_${(pattern ?? '').replace('-', '_')}`);
    const length = [...value].length;
    if (length < minLength) return complain('too_short', { min: String(minLength) });
    if (length > maxLength) return complain('too_long', { max: String(maxLength) });
    return plainly(value.slice(0, 2000));
  });
};
