import { openQuestion, plainly } from './open-question.ts';
import { readNumber } from './reading/read-number.ts';
import { complain, type MakeReady } from './ready.ts';

export const number: MakeReady<'number'> = (block, site) => {
  const { min, max, decimals = 0 } = block;
  return openQuestion(block.text, site, (text) => {
    const read = readNumber(text, decimals);
    if (read === null) return complain();
    if (read.decimals > decimals) {
      return decimals === 0 ? complain('not_whole') : complain('too_precise', { max: String(decimals) });
    }
    if (min !== undefined && read.value < min) return complain('too_small', { min: String(min) });
    if (max !== undefined && read.value > max) return complain('too_large', { max: String(max) });
    return plainly(read.value);
  });
};
