import type { StepUssdRun } from '#flow-runs/ussd-run.ts';
import type { AppAnswer, AskApp } from './app.ts';
import { flowSettingsOf } from './flow-settings.ts';

/** Which run a session is in: what the session remembers for a flow. */
type FlowMemory = { readonly runId: string };

/** Asks flows. A run remembers what it has answered, so that a hop that is asked again is answered the same. */
export function askFlows(step: StepUssdRun): AskApp {
  return async ({ app, session, inputs, state, dialled, screen, withinMs }): Promise<AppAnswer> => {
    const { flow } = flowSettingsOf(app.settings);
    const answer = await step({
      app,
      flow,
      session,
      runId: (state as FlowMemory | null)?.runId ?? null,
      entry: state === null ? null : (inputs.at(-1) ?? null),
      position: inputs.length,
      dialled,
      screen,
      withinMs,
    });
    if (answer.kind === 'failed') {
      return { kind: 'failed', reason: answer.reason, detail: answer.detail };
    }
    return {
      kind: 'reply',
      reply: { action: answer.last ? 'end' : 'con', text: answer.text },
      state: { runId: answer.runId } satisfies FlowMemory,
      lenient: false,
    };
  };
}
