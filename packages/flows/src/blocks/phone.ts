import { openQuestion, plainly } from './open-question.ts';
import { readPhone } from './reading/read-phone.ts';
import { complain, type MakeReady } from './ready.ts';

export const phone: MakeReady<'phone'> = (block, site) =>
  openQuestion(block.text, site, (text, run) => {
    const number = readPhone(text, block.country ?? run.facts.country);
    return number === null ? complain() : plainly(number);
  });
