import type { MakeReady } from './ready.ts';
import { say } from './say.ts';

export const end: MakeReady<'end'> = (block, site) => {
  const text = block.text === undefined ? null : site.text(block.text);
  return {
    type: 'action',
    enter: (run) => {
      if (text !== null) say(run, text(run));
      return { go: 'end', outcome: block.outcome ?? null };
    },
  };
};
