import type { CountryPolicy, LocalHours } from './country-policy.ts';
import { type Gate, nextOpening, writeLocalTime } from './local-hours.ts';

/** What is about to be said to a person who did not ask for it at this moment. */
export type ContactKind = (typeof contactKinds)[number];
export const contactKinds = ['survey-start', 'survey-question', 'reminder', 'campaign'] as const;

export type SenderPurpose = 'transactional' | 'promotional';

/** Times in milliseconds since the epoch; null where it has not happened, or is not known. */
export type ContactFacts = {
  readonly what: ContactKind;
  readonly sender: SenderPurpose;
  readonly now: number;
  /** The contact that a survey asks about, such as a call. */
  readonly contactAt?: number | null;
  /** Of the survey. */
  readonly startedAt?: number | null;
  /** When the person wrote last. */
  readonly lastHeardAt?: number | null;
};

/** `reasons` holds a sentence for each rule that was looked at. */
export type ContactVerdict = { readonly reasons: readonly string[] } & (
  | { readonly verdict: 'now' }
  | { readonly verdict: 'later'; readonly at: number }
  | { readonly verdict: 'never' }
);

/** What one rule says of a contact; `note` where it decides nothing. */
export type ContactRule = { readonly decision: 'ok' | 'later' | 'never' | 'note'; readonly says: string };

const HOUR = 3_600_000;
/** So long what follows a person's own message is an answer to it. */
const ANSWER_MS = 5 * 60_000;

/**
 * Whether a person may be written to now, later or no more. What answers a message of their own is always allowed: they
 * wrote to us. At the time that `later` names the same question is answered with `now`.
 */
export function judgeContact(policy: CountryPolicy, facts: ContactFacts): ContactVerdict {
  const { rules, ...verdict } = lookAtContact(policy, facts);
  return { ...verdict, reasons: rules.map(({ says }) => says) };
}

type Look = { readonly rules: readonly ContactRule[] } & (
  | { readonly verdict: 'now' }
  | { readonly verdict: 'later'; readonly at: number }
  | { readonly verdict: 'never' }
);

/** The same, with what each rule decides. */
export function lookAtContact(policy: CountryPolicy, facts: ContactFacts): Look {
  const { what, now, lastHeardAt } = facts;
  if (what === 'survey-question' && lastHeardAt != null && now - lastHeardAt <= ANSWER_MS) {
    const says = 'It answers what the person has just written: always allowed.';
    return { verdict: 'now', rules: [{ decision: 'ok', says }] };
  }
  const { at, rules: hours } = openingOf(policy, facts);
  if (at === null) return { verdict: 'never', rules: hours };
  const limits = limitsOf(policy, facts, at);
  const rules = [...hours, ...limits];
  if (limits.some(({ decision }) => decision === 'never')) return { verdict: 'never', rules };
  return at > now ? { verdict: 'later', at, rules } : { verdict: 'now', rules };
}

/** The first instant from now on at which all hours that hold for the contact are open. */
function openingOf(
  policy: CountryPolicy,
  { what, sender, now }: ContactFacts,
): { at: number | null; rules: ContactRule[] } {
  const kinds: { name: string; hours: LocalHours | null }[] = [];
  if (sender === 'promotional') kinds.push({ name: 'promotional messages', hours: policy.promotional.hours });
  if (what === 'reminder') kinds.push({ name: 'reminders', hours: policy.survey.reminderHours });
  const rules = kinds.map(({ name, hours }) => explainHours(policy, name, hours, now));
  if (sender === 'transactional')
    rules.unshift({
      decision: 'note',
      says: 'The sender is transactional: the hours of promotional messages do not hold.',
    });
  const all = kinds.flatMap(({ hours }) => hours ?? []);
  const at = nextOpening(gatesOf(policy, all, now), now);
  if (at === null)
    rules.push({ decision: 'never', says: 'These hours never meet, so there is no time for it.' });
  return { at, rules };
}

function explainHours(
  policy: CountryPolicy,
  name: string,
  hours: LocalHours | null,
  now: number,
): ContactRule {
  if (hours === null)
    return { decision: 'note', says: `No hours are established for ${name} in ${policy.name}.` };
  const opening = nextOpening(gatesOf(policy, [hours], now), now);
  const these = `Hours of ${name} are ${describeHours(hours)}`;
  if (opening === now) return { decision: 'ok', says: `${these}: now is within them.` };
  return { decision: 'later', says: `${these}: they open ${written(policy, opening)}.` };
}

/** In every time zone of the country; in the first where hours never hold in all of them. */
function gatesOf(policy: CountryPolicy, hours: readonly LocalHours[], now: number): Gate[] {
  const gatesIn = (zones: readonly string[]) =>
    zones.flatMap((timeZone) => hours.map((one) => ({ hours: one, timeZone })));
  const everywhere = gatesIn(policy.timeZones);
  return nextOpening(everywhere, now) === null ? gatesIn([policy.timeZone]) : everywhere;
}

/** Periods after which it may be said no more, held against the instant at which it could be. */
function limitsOf(policy: CountryPolicy, facts: ContactFacts, at: number): ContactRule[] {
  const { startWithinHours, silenceHours, overallHours } = policy.survey;
  const { what, contactAt = null, startedAt = null, lastHeardAt = null } = facts;
  const limit = (rule: string, since: number | null, hours: number | null): ContactRule[] => {
    if (since === null || hours === null) return [];
    const isWithin = at - since < hours * HOUR;
    const says = `${rule} ${hours} hours: ${isWithin ? 'it is' : 'it would be later'}.`;
    return [{ decision: isWithin ? 'ok' : 'never', says }];
  };
  if (what === 'campaign') return [];
  if (what === 'survey-start')
    return limit('A survey starts after its contact within', contactAt, startWithinHours);
  return [
    ...limit('A person who is silent is written to within', lastHeardAt ?? startedAt, silenceHours),
    ...limit('A survey is over within', startedAt, overallHours),
  ];
}

function written(policy: CountryPolicy, at: number | null): string {
  return at === null ? 'never' : writeLocalTime(at, policy.timeZone);
}

/** Such as `08:00 to 18:00, Mon, Tue`. */
export function describeHours({ from, until, days }: LocalHours): string {
  const names = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
  const on = days === undefined ? '' : `, ${days.map((day) => names[day - 1]).join(', ')}`;
  return `${from} to ${until}${on}`;
}
