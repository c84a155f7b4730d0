import { afterAll, beforeAll, expect, test } from 'vitest';
import type { StartSurvey, SurveyStarted } from '#core/start-survey.ts';
import { type CaseAnswer, type CaseRequest, check, send } from '../../../test/http-cases.ts';
import {
  type AccountWish,
  type HttpWorld,
  openHttpWorld,
  type WorldChange,
} from '../../../test/http-world.ts';
import rows from './trigger.cases.json' with { type: 'json' };

/** One trigger: what is answered, and what the survey was started with, if it was. */
type TriggerCase = {
  readonly id: string;
  readonly why: string;
  readonly account?: AccountWish;
  readonly world?: WorldChange;
  readonly request: CaseRequest;
  /** What starting the survey comes to; on its way where nothing is said. */
  readonly outcome?: Partial<SurveyStarted>;
  readonly answer: CaseAnswer;
  /** Null where none may be started. */
  readonly started: {
    readonly survey: number;
    readonly to: string;
    readonly params: Record<string, string>;
  } | null;
};

const cases = rows as unknown as TriggerCase[];
const onItsWay = {
  started: true,
  runId: '019aa7b0-5322-7cf3-8c02-303165997da6',
  messageId: '019aa7b0-5322-7cf3-8c02-303165997da5',
  cost: 6000,
  balance: 31_375_598,
  mcc: '639',
  mnc: '02',
  waits: null,
};

let world: HttpWorld;

beforeAll(async () => {
  world = await openHttpWorld();
});
afterAll(() => world.close());

test.each(cases)('$id $why', async (one) => {
  const account = await world.addAccount(one.account);
  await setUpSurveys(account.id, (await world.addAccount()).id);
  const started: unknown[] = [];
  const startSurvey: StartSurvey = async ({ id }, survey, start) => {
    expect(id).toBe(account.id);
    started.push({ survey: survey.id, ...start });
    return { ...onItsWay, ...one.outcome } as SurveyStarted;
  };
  const app = world.server({ ...one.world, deps: { startSurvey } });
  check(await send(app, one.request, '/engagements/trigger', account), one.answer, new Map());
  expect(started).toEqual(one.started === null ? [] : [one.started]);
});

/** 55 is to be started, 56 is paused, 57 has ended, 58 belongs to somebody else. */
async function setUpSurveys(ours: number, theirs: number): Promise<void> {
  await world.pool.query('delete from surveys');
  await world.pool.query(
    `with flow as (insert into flows (account_id, name) select unnest(array[$1::int, $2]), 'visit' returning id, account_id)
     insert into surveys (id, account_id, name, flow_id, sender, state) overriding system value
     select s.id, account_id, s.name, flow.id, '22888', s.state
     from (values (55, $1::int, 'tiara-poller-dlr', 'active'), (56, $1, 'resting', 'paused'), (57, $1, 'over', 'ended'),
       (58, $2, 'theirs', 'active')) s (id, owner, name, state) join flow on flow.account_id = s.owner`,
    [ours, theirs],
  );
  await world.refreshDirectory();
}
