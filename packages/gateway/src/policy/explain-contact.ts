import type { CountryPolicy } from './country-policy.ts';
import { type ContactFacts, type ContactRule, lookAtContact } from './judge-contact.ts';
import { withSuffix } from './with-suffix.ts';

/** What is known of a person and a sender. Times in milliseconds since the epoch. */
export type ExplainFacts = ContactFacts & {
  readonly network: string;
  readonly senderId: string;
  /** Whether the account may send as it. */
  readonly senderKnown: boolean;
  /** The newest of those that hold for this sender. */
  readonly optOut: { readonly sender: string | null; readonly source: string; readonly at: number } | null;
  /** The newest entry of the consent ledger for each purpose. */
  readonly consents: readonly { readonly purpose: string; readonly given: boolean; readonly at: number }[];
  /** '' where nothing is to be counted. */
  readonly text: string;
};

export type ExplainedRule = ContactRule & {
  readonly rule: 'country' | 'sender' | 'opt-out' | 'consent' | 'hours' | 'suffix';
};

export type Explained = {
  readonly verdict: 'now' | 'later' | 'never';
  readonly at: number | null;
  readonly rules: readonly ExplainedRule[];
  /** The text as it would be sent; null where none was given. */
  readonly text: string | null;
};

/** Every rule that decides whether a person may be written to, with what it decides: the dry run of a contact. */
export function explainContact(policy: CountryPolicy, facts: ExplainFacts): Explained {
  const judged = lookAtContact(policy, facts);
  const suffix = facts.text === '' ? null : withSuffix(policy, facts.sender, facts.text);
  const rules: ExplainedRule[] = [
    explainCountry(policy, facts),
    ...explainSender(policy, facts),
    explainOptOut(facts),
    ...explainConsents(policy, facts),
    ...judged.rules.map((rule): ExplainedRule => ({ rule: 'hours', ...rule })),
    explainSuffix(policy, facts, suffix),
  ];
  const isRefused = rules.some(({ decision }) => decision === 'never');
  return {
    verdict: isRefused ? 'never' : judged.verdict,
    at: !isRefused && judged.verdict === 'later' ? judged.at : null,
    rules,
    text: suffix?.text ?? null,
  };
}

function explainCountry(policy: CountryPolicy, { network }: ExplainFacts): ExplainedRule {
  const where =
    policy.country === ''
      ? 'a country we do not know'
      : network === ''
        ? policy.country
        : `${network} (${policy.country})`;
  const pack = policy.ownPack
    ? `the rules of ${policy.name} hold`
    : 'no rules are written down, the standard ones hold';
  return { rule: 'country', decision: 'note', says: `The number is of ${where}: ${pack}.` };
}

function explainSender(
  { name, promotional }: CountryPolicy,
  { senderId, senderKnown, sender, what }: ExplainFacts,
): ExplainedRule[] {
  if (!senderKnown)
    return [{ rule: 'sender', decision: 'never', says: `The account may not send as "${senderId}".` }];
  const rules: ExplainedRule[] = [
    { rule: 'sender', decision: 'ok', says: `"${senderId}" is a ${sender} sender ID of the account.` },
  ];
  if (promotional.ownSender && what === 'campaign' && sender === 'transactional')
    rules.push({
      rule: 'sender',
      decision: 'note',
      says: `In ${name} advertising needs a promotional sender ID: this one must not carry any.`,
    });
  return rules;
}

function explainOptOut({ optOut, senderId }: ExplainFacts): ExplainedRule {
  if (optOut === null)
    return { rule: 'opt-out', decision: 'ok', says: 'The person has not refused messages.' };
  const what = optOut.sender === null ? 'all messages of the account' : `messages from "${senderId}"`;
  const day = new Date(optOut.at).toISOString().slice(0, 10);
  return {
    rule: 'opt-out',
    decision: 'never',
    says: `The person has refused ${what} (${day}, ${sourceName(optOut.source)}). Only a new consent takes that back.`,
  };
}

function sourceName(source: string): string {
  if (source === 'mo') return 'by a word such as STOP';
  return source === 'receipt' ? 'learned from a receipt of the operator' : `by ${source}`;
}

function explainConsents(policy: CountryPolicy, { consents, what }: ExplainFacts): ExplainedRule[] {
  const rules = consents.map(({ purpose, given, at }): ExplainedRule => {
    const day = new Date(at).toISOString().slice(0, 10);
    return {
      rule: 'consent',
      decision: 'note',
      says: `Consent to "${purpose}" was ${given ? 'given' : 'refused or taken back'} on ${day}.`,
    };
  });
  if (consents.length === 0)
    rules.push({ rule: 'consent', decision: 'note', says: 'The ledger holds no consent of this person.' });
  if (what === 'survey-start' && policy.survey.consentFirst)
    rules.push({
      rule: 'consent',
      decision: 'note',
      says: `In ${policy.name} the survey itself must ask for consent first.`,
    });
  return rules;
}

function explainSuffix(
  policy: CountryPolicy,
  { sender }: ExplainFacts,
  suffix: ReturnType<typeof withSuffix> | null,
): ExplainedRule {
  const { optOutSuffix } = policy.promotional;
  const says =
    sender === 'transactional'
      ? 'No opt-out suffix: the sender is transactional.'
      : optOutSuffix === null
        ? `No opt-out suffix is demanded in ${policy.name}.`
        : suffix === null
          ? `"${optOutSuffix}" is added to every text.`
          : suffix.added
            ? `"${optOutSuffix}" is added: ${partsOf(suffix.partsAfter)}, ${suffix.partsBefore} without.`
            : `The text ends with "${optOutSuffix}" already: ${partsOf(suffix.partsAfter)}.`;
  return { rule: 'suffix', decision: 'note', says };
}

function partsOf(parts: number): string {
  return parts === 1 ? '1 part' : `${parts} parts`;
}
