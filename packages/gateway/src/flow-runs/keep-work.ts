import { isSensitiveRun, type PreparedFlow } from '@ujumbe/flows';
import { newId } from '#core/ids.ts';
import { addConsent } from '#store/consents.ts';
import { addContactRequest, withdrawContactRequests } from '#store/contact-requests.ts';
import { changeGroups, setContactFields } from '#store/contacts.ts';
import { isServerRefusal } from '#store/database-errors.ts';
import { forgetAnswers, saveAnswers } from '#store/flow-answers.ts';
import type { RunRow } from '#store/flow-runs.ts';
import { apart } from '#store/transaction.ts';
import type { FlowRunsDeps } from './deps.ts';
import { givenNumbers } from './given-numbers.ts';
import type { Work } from './sort-effects.ts';
import type { Together } from './together.ts';

/** Keeps what a step has brought: answers, consents, fields and groups of the contact, requests to people. */
export async function keepWork(
  deps: Pick<FlowRunsDeps, 'clock' | 'log' | 'optOuts'>,
  { client, sequels }: Together,
  run: RunRow,
  flow: PreparedFlow,
  work: Work,
): Promise<void> {
  const { id: runId, accountId, msisdn, channel, language, reference } = run;
  const now = deps.clock.now();
  const person = { accountId, msisdn };
  if (work.restarted) await forgetAnswers(client, runId, null);
  if (work.withdrawn.length > 0) await forgetAnswers(client, runId, work.withdrawn);
  await saveAnswers(client, { runId, channel, language, at: now }, work.answers);
  for (const { kind: _, text: wording, ...consent } of work.consents) {
    const from = { id: newId(now), ...person, source: 'flow', runId, at: now } as const;
    const change = await addConsent(client, { ...consent, wording, ...from });
    if (change === null) continue;
    const { verb, sender } = change;
    // It holds at once on this node; others learn of it from the table.
    sequels.push({ committed: () => deps.optOuts[verb](accountId, msisdn, sender), undone: () => undefined });
  }
  if (Object.keys(work.contact).length > 0) {
    await setContactFields(apart(client), person, work.contact).catch((error: Error) => {
      if (!isServerRefusal(error)) throw error;
      deps.log.warn({ runId, err: error.message }, 'the fields of a contact were not kept');
    });
  }
  for (const groups of work.groups) await changeGroups(client, person, groups);
  if (work.unrequested.length > 0) await withdrawContactRequests(client, runId, work.unrequested);
  for (const request of work.requests) {
    const about = { id: newId(now), runId, block: request.block, reference, ...person, channel, language };
    await addContactRequest(client, {
      ...about,
      kind: request.kind,
      queue: request.kind === 'task' ? request.queue : null,
      priority: request.kind === 'task' ? request.priority : 'normal',
      summary: request.kind === 'task' ? request.summary : '',
      organisation: request.kind === 'referral' ? request.organisation : null,
      answers: request.answers,
      numbers: givenNumbers(flow, run.state?.answers ?? {}),
      createdAt: now,
    });
  }
  const isSensitive = run.state === null || isSensitiveRun(flow, run.state);
  for (const { block, message } of work.errors) {
    const what = isSensitive ? {} : { err: message };
    deps.log.warn({ runId, flow: run.flowId, version: run.version, block, ...what }, 'a flow went wrong');
  }
}
