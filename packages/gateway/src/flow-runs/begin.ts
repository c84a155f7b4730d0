import type { PreparedFlow } from '@ujumbe/flows';
import type { RunRow } from '#store/flow-runs.ts';
import { advance, type Happening } from './advance.ts';
import type { FlowRunsDeps } from './deps.ts';
import { factsOf, languageOf } from './facts-of.ts';
import type { Sent } from './send-all.ts';
import type { Together } from './together.ts';

/** Takes a run its first step. */
export async function begin(
  deps: FlowRunsDeps,
  unit: Together,
  run: RunRow,
  flow: PreparedFlow,
  how: Omit<Happening, 'event'>,
): Promise<Sent> {
  const facts = await factsOf(unit.client, run);
  const asked = run.surveyId === null ? null : (deps.directory().surveys.get(run.surveyId)?.language ?? null);
  const language = languageOf(asked, facts.contact);
  const event = { type: 'start', channel: run.channel, language, facts } as const;
  return advance(deps, unit, { ...run, status: 'open' }, flow, { ...how, event });
}
