import { queuedRun, type RunOutcome, type RunRow, saveRun } from '#store/flow-runs.ts';
import { setTimers } from '#store/flow-timers.ts';
import type { FlowRunsDeps } from './deps.ts';
import type { Together } from './together.ts';

/** Ends a run from without: it says nothing more, and makes room for the next. */
export async function endRun(
  { clock }: Pick<FlowRunsDeps, 'clock'>,
  unit: Together,
  run: RunRow,
  outcome: RunOutcome,
): Promise<void> {
  const over = { status: 'over', outcome, state: null, call: null, unsent: null } as const;
  const ended: RunRow = { ...run, ...over, endedAt: clock.now() };
  await saveRun(unit.client, ended);
  await setTimers(unit.client, run.id, []);
  await callNext({ clock }, unit, ended);
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
