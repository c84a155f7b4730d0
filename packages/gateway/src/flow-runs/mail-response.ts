import { type Answer, type PreparedFlow, wordingOf } from '@ujumbe/flows';
import { hideNumbers } from '#core/hide-numbers.ts';
import { newId } from '#core/ids.ts';
import { composeResponseMail } from '#email/compose-response-mail.ts';
import { addEmail } from '#store/emails.ts';
import type { RunRow } from '#store/flow-runs.ts';
import { askingBlocks } from './asking-blocks.ts';
import type { FlowRunsDeps } from './deps.ts';
import { givenNumbers } from './given-numbers.ts';
import type { Together } from './together.ts';

/**
 * Owes the mail about a response that is over and whose answers are still known, where its survey wants one and there is an answer.
 * Numbers, of the person or given as answers, are in it only where the survey shows them and results of the flow may.
 */
export async function mailResponse(
  deps: FlowRunsDeps,
  { client, sequels }: Together,
  run: RunRow,
): Promise<void> {
  const survey = run.surveyId === null ? undefined : deps.directory().surveys.get(run.surveyId);
  const answers = run.state?.answers ?? {};
  if (survey === undefined || survey.emails.length === 0 || Object.keys(answers).length === 0) return;
  const prepared = await deps.flows.find(run.flowId, run.version);
  const { flow } = prepared;
  const showsNumbers = survey.showNumbers && deps.directory().flows.get(run.flowId)?.sensitive === false;
  const pseudonymOf = (msisdn: string) => deps.pseudonymOf(run.accountId, msisdn);
  const numbers = [run.msisdn, ...givenNumbers(prepared, answers)];
  const seen = <Told>(told: Told): Told => (showsNumbers ? told : hideNumbers(told, numbers, pseudonymOf));
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
    answers: Object.entries(answers)
      .toSorted(([, a], [, b]) => a.at - b.at)
      .map(([name, answer]) => {
        const { value, label, raw } = seen(answer);
        const question = questionText(prepared, name, answer, run.language);
        // What was typed says a number in other words.
        return {
          question,
          answer: label !== '' ? label : String(value),
          raw: value === answer.value ? raw : '',
        };
      }),
    params: seen(run.params),
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

/** How a question is worded in a language, with its places still open; of what was worked out the name of its block. */
function questionText(prepared: PreparedFlow, name: string, answer: Answer, language: string): string {
  for (const { flow, block } of askingBlocks(prepared, name, answer)) {
    const texts = 'text' in block && block.text !== undefined ? flow.texts[block.text] : undefined;
    const text = texts?.[language] ?? texts?.[flow.languages[0]];
    if (text !== undefined) return wordingOf(text);
  }
  return answer.block;
}
