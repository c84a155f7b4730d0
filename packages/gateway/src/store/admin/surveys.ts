import type pg from 'pg';
import type { Survey } from '#core/directory.ts';
import { AdminError, refusing, unknown } from './admin-error.ts';

/** A survey as who owns it sees it. */
export type SurveyRow = Omit<Survey, 'emails'> & {
  readonly account: string;
  /** Name of its flow. */
  readonly flow: string;
  readonly emails: string[];
  /** Days that responses are kept. */
  readonly keepDays: number;
  readonly createdAt: Date;
};

/** What can be said of a survey; what is undefined stays as it is, or gets its default. */
export type SurveyChange = {
  readonly name?: string | undefined;
  readonly flowId?: number | undefined;
  readonly sender?: string | undefined;
  readonly state?: Survey['state'] | undefined;
  /** Null for the language of the contact, else of the flow. */
  readonly language?: string | null | undefined;
  readonly whenOpen?: Survey['whenOpen'] | undefined;
  readonly emails?: readonly string[] | undefined;
  readonly showNumbers?: boolean | undefined;
  readonly keepDays?: number | undefined;
};

export type NewSurvey = SurveyChange & Pick<Survey, 'accountId' | 'name' | 'flowId' | 'sender'>;

/** What a survey is where nothing is said. */
export const surveyDefaults = {
  state: 'active',
  language: null,
  whenOpen: 'restart',
  emails: [],
  showNumbers: false,
  keepDays: 365,
} as const satisfies SurveyChange;

export const surveyStates = ['active', 'paused', 'ended'] as const satisfies readonly Survey['state'][];
export const whenOpens = ['restart', 'refuse'] as const satisfies readonly Survey['whenOpen'][];

/** Addresses that responses go to, at most. */
export const mostEmails = 20;

/** Days that responses are kept, at most. */
export const mostKeepDays = 3650;

/** Whether a survey may be called so. */
export function isSurveyName(name: string): boolean {
  return /^[^\p{Cc}\p{Cs}]{1,100}$/u.test(name) && name.trim() === name;
}

const taken = (name: string | undefined) => ({
  surveys_account_id_name_key: `The account already has a survey named "${name}". Choose another name, or change that one.`,
});

const select = `select s.id, s.account_id as "accountId", a.name as account, s.name, s.flow_id as "flowId", f.name as flow, s.sender,
    s.state, s.language, s.when_open as "whenOpen", s.emails, s.show_numbers as "showNumbers", s.keep_days as "keepDays",
    s.created_at as "createdAt"
  from surveys s join accounts a on a.id = s.account_id join flows f on f.id = s.flow_id`;

/** @throws AdminError when the account has one of that name */
export async function addSurvey(pool: pg.Pool, survey: NewSurvey): Promise<SurveyRow> {
  const { accountId, name, flowId, sender } = survey;
  const { state, language, whenOpen, emails, showNumbers, keepDays } = {
    ...surveyDefaults,
    ...given(survey),
  };
  const { rows } = await refusing(
    taken(name),
    pool.query<{ id: number }>(
      `insert into surveys (account_id, name, flow_id, sender, state, language, when_open, emails, show_numbers, keep_days)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) returning id`,
      [accountId, name, flowId, sender, state, language, whenOpen, emails, showNumbers, keepDays],
    ),
  );
  return (await readSurvey(pool, null, rows[0]?.id as number)) as SurveyRow;
}

/** Surveys of one account, or of all for null. */
export async function listSurveys(pool: pg.Pool, accountId: number | null): Promise<SurveyRow[]> {
  const { rows } = await pool.query<SurveyRow>(
    `${select} where $1::int is null or s.account_id = $1 order by s.id`,
    [accountId],
  );
  return rows;
}

/** One of an account, or of any for null. Another account's is as unknown as one that never was. */
export async function readSurvey(
  pool: pg.Pool,
  accountId: number | null,
  id: number,
): Promise<SurveyRow | undefined> {
  const { rows } = await pool.query<SurveyRow>(
    `${select} where ($1::int is null or s.account_id = $1) and s.id = $2`,
    [accountId, id],
  );
  return rows[0];
}

/** @throws AdminError when the account has another one of that name, or there is none with this id */
export async function changeSurvey(pool: pg.Pool, id: number, change: SurveyChange): Promise<SurveyRow> {
  const { name, flowId, sender, state, language, whenOpen, emails, showNumbers, keepDays } = change;
  await refusing(
    taken(name),
    pool.query(
      `update surveys set name = coalesce($2, name), flow_id = coalesce($3, flow_id), sender = coalesce($4, sender),
         state = coalesce($5, state), language = case when $6 then $7 else language end, when_open = coalesce($8, when_open),
         emails = coalesce($9::text[], emails), show_numbers = coalesce($10, show_numbers), keep_days = coalesce($11, keep_days)
       where id = $1`,
      [
        id,
        name,
        flowId,
        sender,
        state,
        language !== undefined,
        language,
        whenOpen,
        emails,
        showNumbers,
        keepDays,
      ],
    ),
  );
  const survey = await readSurvey(pool, null, id);
  if (survey === undefined) throw new AdminError(`There is no survey ${id}.`);
  return survey;
}

/**
 * @param idOrName its id, or its name
 * @throws AdminError when there is none, or several accounts have one of that name
 */
export async function findSurvey(
  pool: pg.Pool,
  idOrName: string,
  accountId: number | null,
): Promise<SurveyRow> {
  const all = await listSurveys(pool, accountId);
  const byId = all.find((one) => String(one.id) === idOrName);
  if (byId !== undefined) return byId;
  const named = all.filter((one) => one.name === idOrName);
  if (named.length > 1) {
    const owners = named.map(({ account, id }) => `${id} of "${account}"`).join(', ');
    throw new AdminError(`Several accounts have a survey "${idOrName}": ${owners}. Name it by its id.`);
  }
  const [found] = named;
  if (found !== undefined) return found;
  throw unknown(
    'survey',
    idOrName,
    all.map((one) => `${one.id} ${one.name}`),
  );
}

function given(survey: SurveyChange): SurveyChange {
  return Object.fromEntries(Object.entries(survey).filter(([, value]) => value !== undefined));
}
