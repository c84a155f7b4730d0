import type { Answer, Flow, PreparedFlow } from '@ujumbe/flows';
import { newId } from '#core/ids.ts';
import { composeResponseMail } from '#email/compose-response-mail.ts';
import { addEmail } from '#store/emails.ts';
import type { RunRow } from '#store/flow-runs.ts';
import type { FlowRunsDeps } from './deps.ts';
import type { Together } from './together.ts';

/**
 * Owes the mail about a response that is over and whose answers are still known, where its survey wants one and there is an answer.
 * Numbers, of the person or given as answers, are in it only where the survey shows them and nothing of the flow is sensitive.
 */
export async function mailResponse(
  deps: FlowRunsDeps,
  { client, sequels }: Together,
  run: RunRow,
): Promise<void> {
  const survey = run.surveyId === null ? undefined : deps.directory().surveys.get(run.surveyId);
  const answers = Object.entries(run.state?.answers ?? {});
  if (survey === undefined || survey.emails.length === 0 || answers.length === 0) return;
  const prepared = await deps.flows.find(run.flowId, run.version);
  const { flow } = prepared;
  const showsNumbers = survey.showNumbers && !isSensitive(prepared);
  const pseudonymOf = (msisdn: string) => deps.pseudonymOf(run.accountId, msisdn);
  const seen = (name: string, answer: Answer): Pick<Answer, 'value' | 'label' | 'raw'> =>
    showsNumbers || !isNumber(prepared, name, answer)
      ? answer
      : { value: pseudonymOf(String(answer.value)), label: '', raw: '' };
  const mail = composeResponseMail({
    surveyName: survey.name,
    flowName: flow.name ?? flow.id,
    reference: run.reference,
    contact: showsNumbers ? `+${run.msisdn}` : pseudonymOf(run.msisdn),
    channel: run.channel,
    language: run.language,
    startedAt: run.startedAt,
    endedAt: run.endedAt ?? deps.clock.now(),
    outcome: run.outcome ?? 'expired',
    answers: answers
      .toSorted(([, a], [, b]) => a.at - b.at)
      .map(([name, answer]) => {
        const { value, label, raw } = seen(name, answer);
        const question = questionText(flow, answer.block, run.language);
        return { question, answer: label !== '' ? label : String(value), raw };
      }),
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

/** As results have it: the flow, or one that it calls, wherever in it the person has been. */
function isSensitive({ documents }: PreparedFlow): boolean {
  return [...documents.values()].some(({ sensitive }) => sensitive);
}

/** Whether an answer is a phone number; of questions that two flows call the same it is enough that one asks for one. */
function isNumber({ documents }: PreparedFlow, name: string, { block: id }: Answer): boolean {
  return [...documents.values()].some(({ blocks }) => {
    const asked = blocks.get(id);
    return asked?.block.kind === 'phone' && asked.name === name;
  });
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
