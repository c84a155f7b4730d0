import { callNext } from '#store/call-next.ts';
import { type RunRow, saveRun } from '#store/flow-runs.ts';
import { type FlowTimer, setTimers } from '#store/flow-timers.ts';
import type { FlowRunsDeps } from './deps.ts';
import { mailResponse } from './mail-response.ts';
import type { Together } from './together.ts';

/**
 * Closes a run that is over: it is told of where it has answers, forgets what it knew, and makes room for the next.
 * @param timers of its last words, which may still be owed
 */
export async function closeRun(
  deps: FlowRunsDeps,
  unit: Together,
  run: RunRow,
  timers: readonly FlowTimer[],
): Promise<void> {
  const { client } = unit;
  await mailResponse(deps, unit, run);
  const unsent = timers.length > 0 ? run.unsent : null;
  await saveRun(client, { ...run, state: null, call: null, unsent });
  await setTimers(client, run.id, timers);
  if (run.channel === 'sms') await callNext(client, [run], deps.clock.now());
}
