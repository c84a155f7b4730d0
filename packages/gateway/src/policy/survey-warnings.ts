import type { Finding, Flow } from '@ujumbe/flows';
import type pg from 'pg';
import { readFlowDocument } from '#store/admin/flows.ts';
import { hasOpenMoRoute } from '#store/admin/mo-routes.ts';
import type { SurveyRow } from '#store/admin/surveys.ts';
import { checkSurveyPolicy, type PolicyFinding, surveyFacts } from './check-survey-policy.ts';
import { policyOf } from './policy-of.ts';

export type SurveyWarning =
  | PolicyFinding
  | (Omit<Finding, 'code'> & { readonly code: 'sender-is-a-name' | 'no-mo-route' });

/**
 * What is doubtful about a survey: whether answers find their way back, and what the rules of a country say of its flow.
 * @param country ISO 3166: where the people most likely are
 */
export async function surveyWarnings(
  pool: pg.Pool,
  { accountId, flow, sender }: Pick<SurveyRow, 'accountId' | 'flow' | 'sender'>,
  country: string,
): Promise<SurveyWarning[]> {
  const document = await readFlowDocument(pool, accountId, flow, null);
  return [
    ...(await checkWayBack(pool, accountId, sender)),
    ...(document === undefined
      ? []
      : checkSurveyPolicy(policyOf(country), surveyFacts(JSON.parse(document.text) as Flow))),
  ];
}

async function checkWayBack(pool: pg.Pool, accountId: number, sender: string): Promise<SurveyWarning[]> {
  const about = { severity: 'warning', path: '/sender', line: null } as const;
  if (!/^\+?\d+$/.test(sender)) {
    const message = `Nobody can answer to the name "${sender}". Choose a short code or a number as sender.`;
    return [{ ...about, code: 'sender-is-a-name', message }];
  }
  if (await hasOpenMoRoute(pool, accountId, sender)) return [];
  const message = `No MO route without keyword brings what is sent to ${sender} to this account, so answers do not arrive.`;
  return [{ ...about, code: 'no-mo-route', message }];
}
