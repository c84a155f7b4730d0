import { isEmailAddress } from '#core/email-address.ts';
import type { FlowRow } from '#store/admin/flows.ts';
import { isSurveyName, mostEmails, type SurveyChange } from '#store/admin/surveys.ts';

/** What cannot be said of a survey: its field, such as `emails.1`, and words that follow the field's name in a sentence. */
type SurveyFault = { readonly field: string; readonly fault: string };

/**
 * What keeps a survey from being as it is asked for; undefined when nothing does.
 * @param flow what it puts to people
 * @param senders those of its account
 */
export function checkSurvey(
  { name, sender, language, emails = [] }: SurveyChange,
  flow: Pick<FlowRow, 'name' | 'languages'>,
  senders: ReadonlySet<string>,
): SurveyFault | undefined {
  if (name !== undefined && !isSurveyName(name))
    return {
      field: 'name',
      fault: 'must have 1 to 100 characters, no control characters, and no white space at its ends',
    };
  if (sender !== undefined && !senders.has(sender))
    return { field: 'sender', fault: `"${sender}" is none of the account's` };
  if (language != null && !flow.languages.includes(language))
    return {
      field: 'language',
      fault: `"${language}" is none of "${flow.name}", which speaks ${flow.languages.join(', ')}`,
    };
  if (emails.length > mostEmails)
    return { field: 'emails', fault: `can be given ${mostEmails} times, not ${emails.length}` };
  const wrong = emails.findIndex((email) => !isEmailAddress(email));
  return wrong === -1
    ? undefined
    : { field: `emails.${wrong}`, fault: `"${emails[wrong]}" is no address of email` };
}
