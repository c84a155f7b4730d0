import type { MakeReady } from './ready.ts';

/** The first case that holds. A condition that fails goes to `error`, which is nobody's case. */
export const branch: MakeReady<'branch'> = (block, site) => {
  const cases = block.cases.map(({ when, exit }) => ({ holds: site.test(when), exits: [exit, 'else'] }));
  return {
    type: 'action',
    enter: (run) => {
      const fitting = cases.find(({ holds }) => holds(run));
      return { go: 'exit', exits: fitting?.exits ?? ['else'] };
    },
  };
};
