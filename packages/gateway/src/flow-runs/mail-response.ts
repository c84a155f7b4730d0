import type { Flow } from '@ujumbe/flows';
import { newId } from '#core/ids.ts';
import { composeResponseMail } from '#email/compose-response-mail.ts';
import { addEmail } from '#store/emails.ts';
import type { RunRow } from '#store/flow-runs.ts';
import type { FlowRunsDeps } from './deps.ts';
import type { Together } from './together.ts';

/** Owes the mail about a response that is over, where its survey wants one and there is an answer. */
export async function mailResponse(
  deps: FlowRunsDeps,
  { client, sequels }: Together,
  run: RunRow,
  flow: Flow,
): Promise<void> {
  const survey = run.surveyId === null ? undefined : deps.directory().surveys.get(run.surveyId);
  const answers = Object.values(run.state?.answers ?? {});
  if (survey === undefined || survey.emails.length === 0 || answers.length === 0) return;
  const mail = composeResponseMail({
    surveyName: survey.name,
    flowName: flow.name ?? flow.id,
    reference: run.reference,
    contact: survey.showNumbers ? `+${run.msisdn}` : deps.pseudonymOf(run.accountId, run.msisdn),
    channel: run.channel,
    language: run.language,
    startedAt: run.startedAt,
    endedAt: run.endedAt ?? deps.clock.now(),
    outcome: run.outcome ?? 'expired',
    answers: answers
      .toSorted((a, b) => a.at - b.at)
      .map(({ block, label, value, raw }) => ({
        question: questionText(flow, block, run.language),
        answer: label !== '' ? label : String(value),
        raw,
      })),
    params: run.params,
    timeZone: deps.timeZone,
  });
  const { accountId, id: runId } = run;
  await addEmail(client, {
    id: newId(deps.clock.now()),
    accountId,
    runId,
    recipients: survey.emails,
    ...mail,
  });
  sequels.push({ committed: deps.onMail, undone: () => undefined });
}

/** How a question is worded in a language, with its places still open; of a flow that was called, the name of its block. */
function questionText(flow: Flow, block: string, language: string): string {
  const asked = flow.blocks[block];
  const texts =
    asked !== undefined && 'text' in asked && asked.text !== undefined ? flow.texts[asked.text] : undefined;
  const text = texts?.[language] ?? texts?.[flow.languages[0]];
  if (text === undefined) return block;
  return typeof text === 'string' ? text : text.default;
}
