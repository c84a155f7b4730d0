import { InvalidInput } from '../../invalid-input.ts';
import type { Behaviour } from './behaviour.ts';

/** Words of receipts sent before the final one, e.g. ["ENROUTE"] or ["ACCEPTD", "BUFFRED"]. */
export type ProvisionalReceiptsSetting = readonly string[];

export const provisionalReceipts: Behaviour = {
  name: 'provisionalReceipts',
  summary: 'Sends provisional receipts (ENROUTE, ACCEPTD, BUFFRED) before the final one.',
  example: ['ENROUTE'],
  scope: 'any',
  start(setting, field) {
    if (!Array.isArray(setting) || !setting.every((word) => /^[A-Za-z_]{2,15}$/.test(String(word)))) {
      throw new InvalidInput(field, setting, 'a list of words such as ["ENROUTE"]');
    }
    const words = setting.map(String);
    return {
      onSubmit(_submit, plan) {
        plan.provisional = words;
      },
    };
  },
};
