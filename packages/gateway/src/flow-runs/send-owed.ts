import type { PreparedFlow } from '@ujumbe/flows';
import type { SmsRequest } from '#core/accept.ts';
import type { RunRow } from '#store/flow-runs.ts';
import type { FlowRunsDeps } from './deps.ts';
import { finish } from './finish.ts';
import { send } from './send.ts';
import type { Together } from './together.ts';

/** Whether a person has not seen the question of their run so far: what they write then answers nothing. */
export function owesQuestion({ unsent }: RunRow): boolean {
  return unsent?.some(({ role }) => role === 'asks') ?? false;
}

/** Tries again to send what is owed. From when its question goes out, and not before, the person is silent. */
export async function sendOwed(
  deps: FlowRunsDeps,
  unit: Together,
  run: RunRow,
  flow: PreparedFlow,
  queue: SmsRequest['lane'],
): Promise<RunRow> {
  const { run: sent } = await send(deps, unit, run, run.unsent ?? [], queue);
  const isAsked = owesQuestion(run) && !owesQuestion(sent);
  const now = isAsked ? askedAt(sent, deps.clock.now()) : sent;
  await finish(deps, unit, now, flow);
  return now;
}

function askedAt(run: RunRow, now: number): RunRow {
  const { state } = run;
  if (state?.wait?.kind !== 'question') return run;
  return { ...run, state: { ...state, wait: { ...state.wait, since: now } } };
}
