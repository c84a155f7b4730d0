import { queuedRun, type RunOutcome, type RunRow, saveRun } from '#store/flow-runs.ts';
import { setTimers } from '#store/flow-timers.ts';
import type { FlowRunsDeps } from './deps.ts';
import { mailResponse } from './mail-response.ts';
import type { Together } from './together.ts';

/** Ends a run from without: it says nothing more, is told of where it has answers, and makes room for the next. */
export async function endRun(
  deps: FlowRunsDeps,
  unit: Together,
  run: RunRow,
  outcome: RunOutcome,
): Promise<void> {
  const ended: RunRow = {
    ...run,
    status: 'over',
    outcome,
    call: null,
    unsent: null,
    endedAt: deps.clock.now(),
  };
  await mailResponse(deps, unit, ended);
  await saveRun(unit.client, { ...ended, state: null });
  await setTimers(unit.client, run.id, []);
  await callNext(deps, unit, ended);
}

/** Lets the next conversation begin that waits for the end of this one. */
export async function callNext(
  { clock }: Pick<FlowRunsDeps, 'clock'>,
  { client }: Together,
  run: RunRow,
): Promise<void> {
  if (run.channel !== 'sms' || run.status !== 'over') return;
  const next = await queuedRun(client, run);
  if (next !== null) await setTimers(client, next, [{ kind: 'start', dueAt: clock.now() }]);
}
