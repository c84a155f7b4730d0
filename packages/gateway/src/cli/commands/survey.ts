import type pg from 'pg';
import { surveyWarnings } from '#policy/survey-warnings.ts';
import { findAccount } from '#store/admin/accounts.ts';
import { unknown } from '#store/admin/admin-error.ts';
import {
  addSurvey,
  changeSurvey,
  findSurvey,
  listSurveys,
  type SurveyRow,
  surveyStates,
} from '#store/admin/surveys.ts';
import { said, table } from '../answer.ts';
import { readRowId } from '../arguments.ts';
import { askGateway, detailOf, keyRefusal } from '../ask-gateway.ts';
import type { Command, Option } from '../command.ts';
import { findGateway, type GatewayAccess, gatewayOptions } from '../dial/find-gateway.ts';
import { readParams } from '../flow/read-params.ts';
import { readSurveyOptions, stateOption, surveyOptions } from '../survey-options.ts';
import type { Terminal } from '../terminal.ts';
import { whichAccount } from '../which-account.ts';

const ofAccount: Readonly<Record<'account', Option>> = {
  account: { value: 'ACCOUNT', says: 'Whose it is, where several accounts have one of that name.' },
};

export const surveyCommands: readonly Command[] = [
  {
    words: 'survey create',
    says: 'Make a survey: a published flow that is put to people by SMS, one by one.',
    operands: [],
    options: { account: { value: 'ACCOUNT', says: 'Whose it is.' }, ...surveyOptions },
    notes: ['Example: ujumbe survey create --account shop --name visit --flow visit-feedback --sender 22888'],
    work: async (args, { pool, terminal }) => {
      const account = await findAccount(pool, args.need('account'));
      const name = args.need('name');
      const sender = args.need('sender');
      const { flow, change } = await readSurveyOptions(args, pool, account.id, undefined);
      const made = await addSurvey(pool, { ...change, name, sender, flowId: flow.id, accountId: account.id });
      await warn(pool, made, account.defaultCountry, terminal);
      return said(
        `Survey ${made.id} "${made.name}" of account "${account.name}" is made: triggers name it by fileName ${made.id} and dataFeed ${made.name}.`,
        made,
      );
    },
  },
  {
    words: 'survey list',
    says: 'List surveys, of one account or of all.',
    operands: ['[account]'],
    options: {},
    work: async (args, { pool }) =>
      table(
        await listSurveys(pool, await whichAccount(pool, args.optionalOperand('account'))),
        [
          { title: 'ID', of: (s) => s.id },
          { title: 'ACCOUNT', of: (s) => s.account },
          { title: 'NAME', of: (s) => s.name },
          { title: 'FLOW', of: (s) => s.flow },
          { title: 'SENDER', of: (s) => s.sender },
          { title: 'STATE', of: (s) => s.state },
          { title: 'LANGUAGE', of: (s) => s.language },
          { title: 'WHEN OPEN', of: (s) => s.whenOpen },
          { title: 'NUMBERS', of: (s) => (s.showNumbers ? 'shown' : 'pseudonyms') },
          { title: 'KEPT', of: (s) => `${s.keepDays} days` },
          { title: 'EMAILS', of: (s) => s.emails.join(' ') },
        ],
        'There is no survey yet. Make one with "ujumbe survey create".',
      ),
  },
  {
    words: 'survey change',
    says: 'Change a survey, pause it or end it; who is in the middle of it goes on.',
    operands: ['survey'],
    options: { ...ofAccount, ...stateOption, ...surveyOptions },
    work: async (args, { pool, terminal }) => {
      const owner = await whichAccount(pool, args.option('account'));
      const former = await findSurvey(pool, args.operand('survey'), owner);
      const { change } = await readSurveyOptions(args, pool, former.accountId, former);
      const state = args.oneOf('state', surveyStates);
      const changed = await changeSurvey(pool, former.id, { ...change, state });
      const { defaultCountry } = await findAccount(pool, String(changed.accountId));
      await warn(pool, changed, defaultCountry, terminal);
      return said(`Survey ${changed.id} "${changed.name}" is changed; it is ${changed.state}.`, changed);
    },
  },
  {
    words: 'survey start',
    says: 'Put a survey to one person, by a running gateway.',
    operands: ['survey'],
    options: {
      to: { value: 'NUMBER', says: 'Who it is put to.' },
      param: { value: 'NAME=VALUE', many: true, says: 'What the flow may show and ask of.' },
      ...gatewayOptions,
    },
    run: async (args, { config }) => {
      const body = { to: args.need('to'), params: readParams(args) };
      const gateway = findGateway(args, config);
      const id = await idOf(gateway, args.operand('survey'));
      const started = await ask<Started>(gateway, 'POST', `surveys/${id}/runs`, body);
      return said(
        started.waits === null
          ? `The survey is put to ${body.to}: run ${started.run}, for ${started.currency} ${started.cost}.`
          : `The survey waits${started.waits.until === null ? '' : ` until ${started.waits.until}`}: ${started.waits.why.join(' ')} Run ${started.run}.`,
        started,
      );
    },
  },
];

type Started = {
  readonly run: string;
  readonly cost: string;
  readonly currency: string;
  readonly waits: { readonly until: string | null; readonly why: readonly string[] } | null;
};

/** The id of a survey that is named by it or by its name, in the account of the key. */
async function idOf(gateway: GatewayAccess, idOrName: string): Promise<number> {
  if (/^\d+$/.test(idOrName)) return readRowId(idOrName);
  const { items } = await ask<{ items: { id: number; name: string }[] }>(gateway, 'GET', 'surveys');
  const named = items.find(({ name }) => name === idOrName);
  if (named !== undefined) return named.id;
  throw unknown(
    'survey',
    idOrName,
    items.map(({ id, name }) => `${id} ${name}`),
  );
}

async function ask<Body>(
  gateway: GatewayAccess,
  method: 'GET' | 'POST',
  path: string,
  body?: object,
): Promise<Body> {
  const answer = await askGateway(gateway, method, path, body);
  const text = await answer.text();
  if (answer.ok) return JSON.parse(text) as Body;
  const detail = detailOf(text);
  throw new Error(keyRefusal(gateway, answer.status, detail) ?? `The survey was not started: ${detail}`);
}

async function warn(pool: pg.Pool, survey: SurveyRow, country: string, { errors }: Terminal): Promise<void> {
  for (const { code, message } of await surveyWarnings(pool, survey, country)) {
    const advice =
      code === 'no-mo-route'
        ? ` Add one with "ujumbe mo-route add ${survey.sender} --account ${survey.accountId}".`
        : '';
    errors.write(`Warning: ${message}${advice}\n`);
  }
}
