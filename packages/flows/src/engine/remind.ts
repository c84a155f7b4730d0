import { putAgain } from './put-question.ts';
import { currentBlock, type Run } from './run.ts';
import { wordsFor } from './speak.ts';

/** Puts an open question once more after silence. On USSD there is nobody to remind. */
export function remind(run: Run): void {
  const { wait } = run;
  const at = currentBlock(run);
  if (run.channel !== 'sms' || wait?.kind !== 'question' || at?.ready.type !== 'question') return;
  const said = [wordsFor(run).reminder];
  putAgain(run, at, at.ready, { ...wait, said, complaint: null, reminders: wait.reminders + 1 });
}
