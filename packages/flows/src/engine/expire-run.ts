import { advance, targetOf } from './advance.ts';
import { currentBlock, type Run } from './run.ts';
import { conclude, end } from './speak.ts';

/**
 * Goes on after silence for too long: by the exit `timeout` of the open question, else at the flow's block for abandoned runs, else
 * to the end. On SMS an exit `timeout` still has a listener; on USSD, and at the block for abandoned runs, there is none.
 */
export function expireRun(run: Run): void {
  const { wait } = run;
  if (wait?.kind === 'closing') {
    end(run, wait.outcome);
    return;
  }
  const at = currentBlock(run);
  const timeout = at === null || wait?.kind === 'http' ? null : targetOf(at, ['timeout']);
  const { onExpire } = run.prepared.settings;
  const flow = timeout === null ? run.prepared.flow.id : (run.frames.at(-1)?.flow ?? run.prepared.flow.id);
  const block = timeout ?? onExpire;
  run.ending = 'expired';
  run.silent = timeout === null || run.channel === 'ussd';
  if (block === null) {
    conclude(run, 'expired');
    return;
  }
  run.frames = timeout === null ? [{ flow, block }] : [...run.frames.slice(0, -1), { flow, block }];
  advance(run);
}
