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

const HOUR = 3_600_000;
/** So long what follows a person's own message is an answer to it. */
const ANSWER_MS = 5 * 60_000;

/**
 * Whether a person may be written to now, later or no more. What answers a message of their own is always allowed: they
 * wrote to us. At the time that `later` names the same question is answered with `now`.
 */
export function judgeContact(policy: CountryPolicy, facts: ContactFacts): ContactVerdict {
  const { what, now, lastHeardAt } = facts;
  if (what === 'survey-question' && lastHeardAt != null && now - lastHeardAt <= ANSWER_MS) {
    return { verdict: 'now', reasons: ['It answers what the person has just written: always allowed.'] };
  }
  const reasons: string[] = [];
  const at = openingOf(policy, facts, reasons);
  if (at === null) return { verdict: 'never', reasons };
  if (!isInTime(policy, facts, at, reasons)) return { verdict: 'never', reasons };
  return at > now ? { verdict: 'later', at, reasons } : { verdict: 'now', reasons };
}

function openingOf(
  policy: CountryPolicy,
  { what, sender, now }: ContactFacts,
  reasons: string[],
): number | null {
  const rules: { name: string; hours: LocalHours | null }[] = [];
  if (sender === 'promotional') rules.push({ name: 'promotional messages', hours: policy.promotional.hours });
  else reasons.push('The sender is transactional: the hours of promotional messages do not hold.');
  if (what === 'reminder') rules.push({ name: 'reminders', hours: policy.survey.reminderHours });

  for (const { name, hours } of rules) {
    if (hours === null) {
      reasons.push(`No hours are established for ${name} in ${policy.name}.`);
      continue;
    }
    const opening = nextOpening(gatesOf(policy, [hours], now), now);
    const when = opening === now ? 'now is within them' : `they open ${written(policy, opening)}`;
    reasons.push(`Hours of ${name} are ${describeHours(hours)}: ${when}.`);
  }
  const all = rules.flatMap(({ hours }) => hours ?? []);
  const at = nextOpening(gatesOf(policy, all, now), now);
  if (at === null) reasons.push('These hours never meet, so there is no time for it.');
  return at;
}

/** In every time zone of the country; in the first where hours never hold in all of them. */
function gatesOf(policy: CountryPolicy, hours: readonly LocalHours[], now: number): Gate[] {
  const gatesIn = (zones: readonly string[]) =>
    zones.flatMap((timeZone) => hours.map((one) => ({ hours: one, timeZone })));
  const everywhere = gatesIn(policy.timeZones);
  return nextOpening(everywhere, now) === null ? gatesIn([policy.timeZone]) : everywhere;
}

/** Whether the instant at which it could be said is not too late. */
function isInTime(policy: CountryPolicy, facts: ContactFacts, at: number, reasons: string[]): boolean {
  const { startWithinHours, silenceHours, overallHours } = policy.survey;
  const { what, contactAt = null, startedAt = null, lastHeardAt = null } = facts;
  let isGood = true;
  const limit = (since: number | null, hours: number | null, rule: string) => {
    if (since === null || hours === null) return;
    const isWithin = at - since < hours * HOUR;
    reasons.push(`${rule} ${hours} hours: ${isWithin ? 'it is' : 'it would be later'}.`);
    isGood &&= isWithin;
  };
  if (what === 'survey-start') limit(contactAt, startWithinHours, 'A survey starts after its contact within');
  if (what === 'survey-question' || what === 'reminder') {
    limit(lastHeardAt ?? startedAt, silenceHours, 'A person who is silent is written to within');
    limit(startedAt, overallHours, 'A survey is over within');
  }
  return isGood;
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
