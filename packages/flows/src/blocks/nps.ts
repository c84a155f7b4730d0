import { openQuestion, plainly } from './open-question.ts';
import { readNumber } from './reading/read-number.ts';
import { complain, type MakeReady } from './ready.ts';

/** 0 to 10: promoters give 9 or 10, passives 7 or 8, detractors less. */
export const nps: MakeReady<'nps'> = (block, site) =>
  openQuestion(block.text, site, (text) => {
    const read = readNumber(text, 0, 10);
    if (read === null || read.decimals > 0 || read.value < 0 || read.value > 10) return complain();
    return plainly(read.value, [groupOf(read.value), 'next']);
  });

function groupOf(score: number): 'promoter' | 'passive' | 'detractor' {
  if (score >= 9) return 'promoter';
  return score >= 7 ? 'passive' : 'detractor';
}
