import type pg from 'pg';
import { checkSurvey } from '#policy/check-survey.ts';
import { type FlowRow, findFlow } from '#store/admin/flows.ts';
import { listSenders } from '#store/admin/senders.ts';
import {
  mostKeepDays,
  type SurveyChange,
  type SurveyRow,
  surveyDefaults,
  surveyStates,
  whenOpens,
} from '#store/admin/surveys.ts';
import type { Arguments } from './arguments.ts';
import type { Option } from './command.ts';
import { UsageError } from './usage-error.ts';
import { readYes } from './ussd-app-options.ts';

/** Takes away what an option could say. */
const NONE = 'none';

/** Options that describe a survey. */
export const surveyOptions: Readonly<Record<string, Option>> = {
  name: { value: 'NAME', says: 'Its name; triggers call it dataFeed.' },
  flow: { value: 'FLOW', says: 'The published flow that is put to people.' },
  sender: { value: 'SENDER', says: 'What it writes from, and answers come to: a short code of the account.' },
  language: { value: 'LANGUAGE', says: `One of the flow, or ${NONE} (default: that of the contact).` },
  'when-open': {
    value: whenOpens.join('|'),
    says: `What starting it does where the person is in the middle of it (default ${surveyDefaults.whenOpen}).`,
  },
  email: { value: 'ADDRESS', many: true, says: `Each response goes here; ${NONE} takes all away.` },
  'show-numbers': {
    value: 'yes|no',
    says: 'Name phone numbers in mails and files (default no: pseudonyms).',
  },
  'keep-days': { value: 'DAYS', says: `How long responses are kept (default ${surveyDefaults.keepDays}).` },
};

/** What to do about a field that is wrong, with the commands there are. */
const advice: Readonly<Record<string, string>> = {
  sender: ' "ujumbe sender list" shows those there are, "ujumbe sender add" adds one.',
};

/**
 * What the options make of a survey of an account, and the flow it is to put to people.
 * @param former the survey as it is; undefined for a new one
 * @throws UsageError for what cannot be
 */
export async function readSurveyOptions(
  args: Arguments,
  pool: pg.Pool,
  accountId: number,
  former: Pick<SurveyRow, 'flow' | 'language'> | undefined,
): Promise<{ readonly flow: FlowRow; readonly change: SurveyChange }> {
  const flow = await findFlow(pool, accountId, args.option('flow') ?? former?.flow ?? args.need('flow'));
  const language = args.option('language');
  const change: SurveyChange = {
    name: args.option('name'),
    flowId: args.option('flow') === undefined ? undefined : flow.id,
    sender: args.option('sender'),
    language: language === NONE ? null : language,
    whenOpen: args.oneOf('when-open', whenOpens),
    emails: readEmails(args),
    showNumbers: readYes(args, 'show-numbers'),
    keepDays: args.integer('keep-days', 1, mostKeepDays),
  };
  const senders = new Set((await listSenders(pool, accountId)).map(({ sender }) => sender));
  const spoken = change.language === undefined ? former?.language : change.language;
  const wrong = checkSurvey({ ...change, language: spoken }, flow, senders);
  if (wrong === undefined) return { flow, change };
  const option = wrong.field.replace(/^emails(\.\d+)?$/, 'email');
  throw new UsageError(`--${option} ${wrong.fault}.${advice[option] ?? ''}`);
}

export const stateOption: Readonly<Record<'state', Option>> = {
  state: { value: surveyStates.join('|'), says: 'Only an active one can be started.' },
};

function readEmails(args: Arguments): readonly string[] | undefined {
  const emails = args.many('email');
  if (emails.length === 0) return undefined;
  return emails.length === 1 && emails[0] === NONE ? [] : emails;
}
