import { readBoolean, readInteger, readObject } from '../../read-input.ts';
import type { Behaviour } from './behaviour.ts';

/** Cuts the connection at every n-th submit, `times` times (default 1), instead of answering it. */
export interface DropLinkSetting {
  afterSubmits: number;
  times?: number;
  /** The submit that met the cut is delivered all the same, default false. */
  taken?: boolean;
}

export const dropLink: Behaviour = {
  name: 'dropLink',
  summary: 'Cuts the connection at the n-th submit instead of answering it.',
  example: { afterSubmits: 10, times: 1 },
  scope: 'any',
  start(setting, field) {
    const input = readObject(setting, field, ['afterSubmits', 'times', 'taken']);
    const every = readInteger(input.afterSubmits, `${field}.afterSubmits`, 1, 1_000_000_000);
    const taken = readBoolean(input.taken ?? false, `${field}.taken`);
    let drops = readInteger(input.times ?? 1, `${field}.times`, 1, 1_000_000_000);
    let submits = 0;
    return {
      onSubmit(_submit, plan) {
        submits += 1;
        if (drops <= 0 || submits % every !== 0) return;
        drops -= 1;
        plan.answer = 'drop-link';
        plan.taken = taken;
      },
    };
  },
};
