import { advance, moveTo, targetOf } from './advance.ts';
import { currentBlock, type Run } from './run.ts';
import { conclude, end } from './speak.ts';

/**
 * Goes on after silence for too long, with nobody there: by the exit `timeout` of the open question, else at the flow's block for
 * abandoned runs, else to the end. Nothing is said, for people are left alone after so much silence; what was to be asked ends the run.
 */
export function expireRun(run: Run): void {
  const { wait } = run;
  if (wait?.kind === 'closing') {
    end(run, wait.outcome);
    return;
  }
  run.ending = 'expired';
  run.silent = true;
  const at = currentBlock(run);
  const timeout = at === null || wait?.kind === 'http' ? null : targetOf(at, ['timeout']);
  const { flow, settings } = run.prepared;
  if (timeout !== null) moveTo(run, timeout);
  else if (settings.onExpire !== null) run.frames = [{ flow: flow.id, block: settings.onExpire }];
  else return conclude(run, 'expired');
  advance(run);
}
