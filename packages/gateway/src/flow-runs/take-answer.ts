import type { RunEvent, ScreenLimits } from '@ujumbe/flows';
import { holdConversation, lockRun, type RunRow } from '#store/flow-runs.ts';
import { advance } from './advance.ts';
import type { FlowRunsDeps } from './deps.ts';
import { together } from './together.ts';

/** Takes a run on with what the web service answered that it asked. */
export async function takeAnswer(
  deps: FlowRunsDeps,
  run: RunRow,
  event: RunEvent & { type: 'http_result' },
  screen?: ScreenLimits,
): Promise<RunRow> {
  const { call } = run;
  return together(deps.pool, async (unit) => {
    if (run.channel === 'sms') await holdConversation(unit.client, run);
    const held = await lockRun(unit.client, run.id);
    // Another node asked too, and was quicker.
    if (held === null || held.call === null || held.call.key !== call?.key)
      return held ?? { ...run, call: null };
    const flow = await deps.flows.find(held.flowId, held.version);
    const { linkId } = held.call;
    const happening = { event, input: null, linkId, ...(screen ? { screen } : {}) };
    return (await advance(deps, unit, held, flow, happening)).run;
  });
}
