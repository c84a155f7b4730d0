import type { Account } from '#core/directory.ts';
import { checkSurvey } from '#policy/check-survey.ts';
import { type FlowRow, readFlowRow } from '#store/admin/flows.ts';
import type { SurveyChange } from '#store/admin/surveys.ts';
import type { HttpDeps } from '../../deps.ts';
import { WrongField } from '../wrong-field.ts';

/**
 * The flow that a survey is to put to people.
 * @param name of the flow
 * @param survey what else it shall be
 * @throws WrongField for what its schema allows and its meaning does not
 */
export async function checkedFlow(
  { pool }: HttpDeps,
  account: Account,
  name: string,
  survey: SurveyChange,
): Promise<FlowRow> {
  const flow = await readFlowRow(pool, account.id, name);
  if (flow === undefined) throw new WrongField('flow', `"${name}" is no published flow of yours`);
  const wrong = checkSurvey(survey, flow, account.senders);
  if (wrong !== undefined) throw new WrongField(wrong.field, wrong.fault);
  return flow;
}
