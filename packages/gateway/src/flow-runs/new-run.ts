import { newId } from '#core/ids.ts';
import type { RunRow } from '#store/flow-runs.ts';
import { newReference } from './reference.ts';

/** A run before its first step. */
export function newRun(
  run: Pick<
    RunRow,
    'accountId' | 'flowId' | 'version' | 'surveyId' | 'appId' | 'channel' | 'msisdn' | 'address' | 'params'
  >,
  now: number,
): RunRow {
  return {
    ...run,
    id: newId(now),
    reference: newReference(),
    language: '',
    status: 'queued',
    outcome: null,
    state: null,
    step: 0,
    lastInput: null,
    lastReply: null,
    call: null,
    unsent: null,
    reminders: 0,
    firstMessageId: null,
    startedAt: now,
    lastAt: now,
    endedAt: null,
  };
}
