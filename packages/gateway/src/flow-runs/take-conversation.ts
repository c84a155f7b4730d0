import { readStopRequest, type StopRequest } from '#contacts/stop-words.ts';
import { lane } from '#core/accept.ts';
import { foldAddress } from '#routing/mo-match.ts';
import { networkOf } from '#routing/number-plan.ts';
import { type FlowInput, takeInput } from '#store/flow-inputs.ts';
import { type ConversationKey, holdConversation, lockConversation, type RunRow } from '#store/flow-runs.ts';
import { accountOf } from './account-of.ts';
import { advance } from './advance.ts';
import { begin } from './begin.ts';
import type { FlowRunsDeps } from './deps.ts';
import { endRun } from './end-run.ts';
import { newRun } from './new-run.ts';
import { owesQuestion, sendOwed } from './send-owed.ts';
import { type Together, together } from './together.ts';

/** Longest that an operator takes back. */
const MOST_LINK_ID = 64;

/**
 * Takes in what a person wrote, message by message in their order. What comes while a web service is asked waits for its answer.
 * @returns the run that owes a request to a web service
 */
export async function takeConversation(deps: FlowRunsDeps, key: ConversationKey): Promise<RunRow | null> {
  for (;;) {
    const taken = await together(deps.pool, async (unit) => {
      await holdConversation(unit.client, key);
      const open = await lockConversation(unit.client, key);
      if (open?.call) return null;
      const input = await takeInput(unit.client, key);
      return input === null ? null : { run: await takeIn(deps, unit, key, open, input) };
    });
    if (taken === null) return null;
    if (taken.run?.call) return taken.run;
  }
}

async function takeIn(
  deps: FlowRunsDeps,
  unit: Together,
  key: ConversationKey,
  open: RunRow | null,
  { moId, text, linkId: given, flowId }: FlowInput,
): Promise<RunRow | null> {
  const account = accountOf(deps, key);
  const stop = readStopRequest(text, networkOf(key.msisdn).country, account);
  // A word such as JIUNGE may be the keyword of a flow as well: whoever asks for messages again is then asked its questions.
  const isKeyword = stop?.wants === 'start' && open === null && flowId !== null;
  if (stop !== null && !isKeyword) {
    if (open !== null && isMeant(stop, key)) await endRun(deps, unit, open, 'opted_out');
    return null;
  }
  const linkId = given !== null && given.length <= MOST_LINK_ID ? given : null;
  if (open !== null) {
    const flow = await deps.flows.find(open.flowId, open.version);
    if (owesQuestion(open)) {
      return sendOwed(deps, unit, { ...open, lastAt: deps.clock.now() }, flow, lane.urgent);
    }
    const event = { type: 'input', text } as const;
    return (await advance(deps, unit, open, flow, { event, input: moId, linkId })).run;
  }
  const flow = flowId === null ? undefined : deps.directory().flows.get(flowId);
  if (flow === undefined) return null;
  const prepared = await deps.flows.find(flow.id, flow.version);
  const origin = { ...key, flowId: flow.id, version: flow.version, surveyId: null, appId: null };
  const run = newRun({ ...origin, channel: 'sms', params: {} }, deps.clock.now());
  return (await begin(deps, unit, run, prepared, { input: moId, linkId })).run;
}

/** Whether it ends this conversation: a person may also refuse another sender of the account, from here. */
function isMeant({ wants, sender }: StopRequest, { address }: ConversationKey): boolean {
  return wants === 'stop' && (sender === null || foldAddress(sender) === address);
}
