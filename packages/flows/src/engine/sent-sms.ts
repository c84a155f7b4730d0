import { placeOf } from './place-of.ts';
import type { Run } from './run.ts';
import type { SentSms } from './state.ts';

/** SMS that a run keeps in mind. */
const longestMemory = 8;

/** Sends an SMS beside the conversation, but not the same once more to somebody who went back and comes by again. */
export function sendOnce(run: Run, id: string, to: string, text: string): void {
  const block = placeOf(run, id);
  const isSame = (one: SentSms) => one.block === block && one.to === to && one.text === text;
  const wasSent = run.sent.some((one) => one.inDoubt && isSame(one));
  const others = run.sent.filter((one) => !isSame(one));
  run.sent = [...others.slice(1 - longestMemory), { block, to, text, after: run.passed, inDoubt: false }];
  if (!wasSent) run.effects.push({ kind: 'sms', to, text });
}
