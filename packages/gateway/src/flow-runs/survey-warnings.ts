import type pg from 'pg';
import { checkSurveyPolicy, surveyFacts } from '#policy/check-survey-policy.ts';
import { policyOf } from '#policy/policy-of.ts';
import { readNewestFlows } from '#store/admin/flows.ts';
import { hasOpenMoRoute } from '#store/admin/mo-routes.ts';
import type { SurveyRow } from '#store/admin/surveys.ts';
import type { FlowFinding } from './flow-finding.ts';

/**
 * What is doubtful about a survey: whether answers find their way back, and what the rules of a country say of its flow.
 * @param country ISO 3166: where the people most likely are
 */
export async function surveyWarnings(
  pool: pg.Pool,
  survey: SurveyRow,
  country: string,
): Promise<FlowFinding[]> {
  const { accountId, flow, sender } = survey;
  const findings: FlowFinding[] = [];
  if (!/^\+?\d+$/.test(sender))
    findings.push(
      ofSender(
        'sender-is-a-name',
        `Nobody can answer to the name "${sender}". Choose a short code or a number as sender.`,
      ),
    );
  else if (!(await hasOpenMoRoute(pool, accountId, sender)))
    findings.push(
      ofSender(
        'no-mo-route',
        `No MO route without keyword brings what is sent to ${sender} to this account, so answers do not arrive. Add one with "ujumbe mo-route add ${sender} --account ACCOUNT".`,
      ),
    );
  const [newest] = await readNewestFlows(pool, accountId, [flow]);
  if (newest !== undefined)
    findings.push(...checkSurveyPolicy(policyOf(country), surveyFacts(newest.document)));
  return findings;
}

function ofSender(code: string, message: string): FlowFinding {
  return { severity: 'warning', code, path: '/sender', line: null, message };
}
