import { type Block, type Finding, type Flow, questionKinds, standardSettings } from '@ujumbe/flows';
import type { CountryPolicy } from './country-policy.ts';

/** Of a flow what the rules for surveys ask. */
export type SurveyFacts = {
  /** Questions that may be the first, by the ids of their blocks; the choice of a language does not count. */
  readonly firstQuestions: readonly { readonly id: string; readonly block: Block }[];
  /** Of each reminder. */
  readonly remindAfterMinutes: readonly number[];
  readonly expireAfterMinutes: number;
};

/** What a country's rules have to say about a flow, as the checks of flows say it. */
export type PolicyFinding = Omit<Finding, 'code'> & {
  readonly code:
    | 'policy-consent-first'
    | 'policy-consent-heeded'
    | 'policy-reminders'
    | 'policy-silence'
    | 'policy-late-reminder';
};

const asking: ReadonlySet<string> = new Set(questionKinds);

/** What the rules for surveys ask of a flow. Flows it calls are questions that nobody knows. */
export function surveyFacts(flow: Flow): SurveyFacts {
  const firstQuestions: { id: string; block: Block }[] = [];
  const seen = new Set<string>();
  const ahead = [flow.entry];
  for (let id = ahead.pop(); id !== undefined; id = ahead.pop()) {
    const block = flow.blocks[id];
    if (block === undefined || seen.has(id)) continue;
    seen.add(id);
    const choosesLanguage = block.kind === 'choice' && block.sets === 'language';
    if ((asking.has(block.kind) && !choosesLanguage) || block.kind === 'call')
      firstQuestions.push({ id, block });
    else if ('exits' in block) ahead.push(...Object.values(block.exits ?? {}));
  }
  return {
    firstQuestions,
    remindAfterMinutes: flow.settings?.remindAfterMinutes ?? [],
    expireAfterMinutes: flow.settings?.expireAfterMinutes ?? standardSettings.expireAfterMinutes,
  };
}

/**
 * What keeps a flow from being put to people of a country as a survey, by the country's own rules; an error where they
 * demand it, a warning where it is our own choice.
 */
export function checkSurveyPolicy(policy: CountryPolicy, facts: SurveyFacts): PolicyFinding[] {
  return [...checkConsent(policy, facts), ...checkTimes(policy, facts)];
}

function checkConsent({ name, survey }: CountryPolicy, { firstQuestions }: SurveyFacts): PolicyFinding[] {
  if (!survey.consentFirst) return [];
  return firstQuestions.flatMap(({ id, block }) => {
    const path = `/blocks/${id.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    if (block.kind === 'call')
      return finding(
        'warning',
        'policy-consent-first',
        path,
        `In ${name} a survey asks for consent first. "${id}" calls another flow: see that it begins with a consent.`,
      );
    if (block.kind !== 'consent')
      return finding(
        'error',
        'policy-consent-first',
        path,
        `In ${name} a survey says who asks, and asks for consent first. Put a block of kind consent before "${id}".`,
      );
    if (block.exits?.no === undefined)
      return finding(
        'error',
        'policy-consent-heeded',
        path,
        `Who says no at "${id}" goes on like who says yes. Let its exit "no" lead to an end.`,
      );
    return [];
  });
}

function checkTimes({ name, survey }: CountryPolicy, facts: SurveyFacts): PolicyFinding[] {
  const severity = survey.timesBinding ? 'error' : 'warning';
  const { maxReminders, silenceHours } = survey;
  const { remindAfterMinutes, expireAfterMinutes } = facts;
  const findings: PolicyFinding[] = [];
  if (remindAfterMinutes.length > maxReminders)
    findings.push(
      ...finding(
        severity,
        'policy-reminders',
        '/settings/remindAfterMinutes',
        `In ${name} at most ${maxReminders} reminders may be sent; this flow sends ${remindAfterMinutes.length}.`,
      ),
    );
  if (silenceHours === null) return findings;
  if (expireAfterMinutes > silenceHours * 60)
    findings.push(
      ...finding(
        severity,
        'policy-silence',
        '/settings/expireAfterMinutes',
        `In ${name} a survey ends after ${silenceHours} hours of silence: write ${silenceHours * 60} or less.`,
      ),
    );
  const late = remindAfterMinutes.findIndex((minutes) => minutes >= silenceHours * 60);
  if (late !== -1)
    findings.push(
      ...finding(
        'warning',
        'policy-late-reminder',
        `/settings/remindAfterMinutes/${late}`,
        `In ${name} nobody is written to after ${silenceHours} hours of silence, so this reminder is never sent.`,
      ),
    );
  return findings;
}

function finding(
  severity: PolicyFinding['severity'],
  code: PolicyFinding['code'],
  path: string,
  message: string,
): PolicyFinding[] {
  return [{ severity, code, path, line: null, message }];
}
