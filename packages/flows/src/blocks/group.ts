import { type MakeReady, next } from './ready.ts';

export const group: MakeReady<'group'> = ({ join = [], leave = [] }) => ({
  type: 'action',
  enter: (run) => {
    run.effects.push({ kind: 'group', join, leave });
    return next;
  },
});
