import { type MakeReady, next } from './ready.ts';
import { say } from './say.ts';

export const message: MakeReady<'message'> = (block, site) => {
  const text = site.text(block.text);
  return {
    type: 'action',
    enter: (run) => {
      say(run, text(run));
      return next;
    },
  };
};
