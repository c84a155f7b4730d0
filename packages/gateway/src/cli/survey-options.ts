import type pg from 'pg';
import { isEmailAddress } from '#core/email-address.ts';
import { findFlow } from '#store/admin/flows.ts';
import { listSenders } from '#store/admin/senders.ts';
import {
  isSurveyName,
  mostEmails,
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

/**
 * What the options make of a survey of an account.
 * @param former the survey as it is; undefined for a new one
 * @throws UsageError for what cannot be
 */
export async function readSurveyOptions(
  args: Arguments,
  pool: pg.Pool,
  accountId: number,
  former: Pick<SurveyRow, 'flow' | 'language'> | undefined,
): Promise<SurveyChange> {
  const name = args.option('name');
  if (name !== undefined && !isSurveyName(name))
    throw new UsageError(
      `A survey's name has 1 to 100 characters, without spaces at its ends; "${name}" has not.`,
    );
  const flow = await findFlow(pool, accountId, args.option('flow') ?? former?.flow ?? args.need('flow'));
  const sender = args.option('sender');
  if (sender !== undefined) await refuseStrangeSender(pool, accountId, sender);
  const language = args.option('language');
  const spoken = language ?? former?.language ?? NONE;
  if (spoken !== NONE && !flow.languages.includes(spoken))
    throw new UsageError(`"${flow.name}" speaks ${flow.languages.join(', ')}, not "${spoken}".`);
  return {
    name,
    flowId: args.option('flow') === undefined ? undefined : flow.id,
    sender,
    language: language === NONE ? null : language,
    whenOpen: args.oneOf('when-open', whenOpens),
    emails: readEmails(args),
    showNumbers: readYes(args, 'show-numbers'),
    keepDays: args.integer('keep-days', 1, 3650),
  };
}

export const stateOption: Readonly<Record<'state', Option>> = {
  state: { value: surveyStates.join('|'), says: 'Only an active one can be started.' },
};

function readEmails(args: Arguments): string[] | undefined {
  const emails = args.many('email');
  if (emails.length === 0) return undefined;
  if (emails.length === 1 && emails[0] === NONE) return [];
  if (emails.length > mostEmails) throw new UsageError(`At most ${mostEmails} addresses can be given.`);
  const wrong = emails.find((email) => !isEmailAddress(email));
  if (wrong !== undefined) throw new UsageError(`"${wrong}" is no address of email.`);
  return [...emails];
}

async function refuseStrangeSender(pool: pg.Pool, accountId: number, sender: string): Promise<void> {
  const own = (await listSenders(pool, accountId)).map((row) => row.sender);
  if (own.includes(sender)) return;
  const known = own.length === 0 ? 'It has none' : `It has ${own.join(', ')}`;
  throw new UsageError(
    `"${sender}" is no sender ID of the account. ${known}; add one with "ujumbe sender add".`,
  );
}
