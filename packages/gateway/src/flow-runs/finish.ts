import type { PreparedFlow } from '@ujumbe/flows';
import { policyOf } from '#policy/policy-of.ts';
import { networkOf } from '#routing/number-plan.ts';
import { type RunRow, saveRun } from '#store/flow-runs.ts';
import { setTimers } from '#store/flow-timers.ts';
import { closeRun } from './close-run.ts';
import type { FlowRunsDeps } from './deps.ts';
import { timersOf } from './timers.ts';
import type { Together } from './together.ts';
import { purposeOfRun } from './verdict-now.ts';

/** Keeps a run as it stands after a step, with its timers; one that is over is closed. */
export async function finish(
  deps: FlowRunsDeps,
  unit: Together,
  run: RunRow,
  { flow }: PreparedFlow,
): Promise<void> {
  const timers = timersOf({
    run,
    flow,
    policy: policyOf(networkOf(run.msisdn).country),
    sender: purposeOfRun(deps, run),
    now: deps.clock.now(),
  });
  if (run.status === 'over') return closeRun(deps, unit, run, timers);
  await setTimers(unit.client, run.id, timers);
  await saveRun(unit.client, run);
}
