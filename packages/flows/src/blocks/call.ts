import type { MakeReady } from './ready.ts';

export const call: MakeReady<'call'> = ({ flow }) => ({
  type: 'action',
  enter: () => ({ go: 'into', flow }),
});
