import type { Account } from '#core/directory.ts';
import { isEmailAddress } from '#core/email-address.ts';
import { type FlowRow, readFlowRow } from '#store/admin/flows.ts';
import { isSurveyName, type SurveyChange, type SurveyRow } from '#store/admin/surveys.ts';
import type { HttpDeps } from '../../deps.ts';
import { WrongField } from '../wrong-field.ts';

type Given = Omit<SurveyChange, 'flowId'> & { readonly flow?: string | undefined };

/**
 * What a request makes of a survey.
 * @param former null for a new one
 * @throws WrongField for what its schema allows and its meaning does not
 */
export async function readSurveyChange(
  { pool }: HttpDeps,
  account: Account,
  given: Given,
  former: SurveyRow | null,
): Promise<SurveyChange> {
  const { flow: flowName, ...change } = given;
  const { name, sender, language, emails } = change;
  if (name !== undefined && !isSurveyName(name))
    throw new WrongField('name', 'has white space at its ends, or control characters');
  if (sender !== undefined && !account.senders.has(sender))
    throw new WrongField('sender', `"${sender}" is none of the account's`);
  const wrong = emails?.findIndex((email) => !isEmailAddress(email)) ?? -1;
  if (wrong !== -1) throw new WrongField(`emails.${wrong}`, 'is no address of email');
  const named = flowName ?? former?.flow;
  const flow = named === undefined ? undefined : await readFlowRow(pool, account.id, named);
  if (flow === undefined) throw new WrongField('flow', `"${named}" is no published flow of yours`);
  checkLanguage(flow, language === undefined ? (former?.language ?? null) : language);
  return flowName === undefined ? change : { ...change, flowId: flow.id };
}

function checkLanguage({ name, languages }: FlowRow, language: string | null): void {
  if (language === null || languages.includes(language)) return;
  throw new WrongField(
    'language',
    `"${language}" is none of "${name}", which speaks ${languages.join(', ')}`,
  );
}
