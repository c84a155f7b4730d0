import type { RunOutcome, RunRow } from '#store/flow-runs.ts';
import { closeRun } from './close-run.ts';
import type { FlowRunsDeps } from './deps.ts';
import type { Together } from './together.ts';

/** Ends a run from without: it says nothing more. */
export async function endRun(
  deps: FlowRunsDeps,
  unit: Together,
  run: RunRow,
  outcome: RunOutcome,
): Promise<void> {
  await closeRun(deps, unit, { ...run, status: 'over', outcome, endedAt: deps.clock.now() }, []);
}
