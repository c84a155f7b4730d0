import { normaliseMsisdn } from '#core/msisdn.ts';
import type { CountryPolicy } from '#policy/country-policy.ts';
import { explainFor } from '#policy/explain-for.ts';
import { contactKinds, describeHours } from '#policy/judge-contact.ts';
import { writeLocalTime } from '#policy/local-hours.ts';
import { policyOf, policyPacks } from '#policy/policy-of.ts';
import { networkOf } from '#routing/number-plan.ts';
import { findAccount } from '#store/admin/accounts.ts';
import { readDirectory } from '#store/directory.ts';
import { type Answer, plain } from '../answer.ts';
import type { Command } from '../command.ts';
import { readTime } from '../read-time.ts';
import { UsageError } from '../usage-error.ts';

export const policyCommands: readonly Command[] = [
  {
    words: 'policy show',
    says: 'Show the rules that hold for people of a country.',
    operands: ['country'],
    options: {},
    notes: [
      `A country is named by its two letters, such as KE. Written down so far: ${policyPacks.map(({ country, name }) => `${country} (${name})`).join(', ')}; standard rules hold everywhere else.`,
    ],
    run: async (args) => showPolicy(policyOf(readCountry(args.operand('country')))),
  },
  {
    words: 'policy explain',
    says: 'See whether a person may be written to, rule by rule. Nothing is sent.',
    operands: [],
    options: {
      account: { value: 'ACCOUNT', says: 'Whose sender it is.' },
      to: { value: 'NUMBER', says: 'The person.' },
      sender: { value: 'SENDER', says: 'Sender ID or short code.' },
      what: { value: 'WHAT', says: `One of ${contactKinds.join(', ')} (default survey-start).` },
      at: { value: 'TIME', says: 'When, such as 2026-11-23T19:00:00+03:00 (default now).' },
      'contact-at': { value: 'TIME', says: 'When the contact was that a survey asks about.' },
      text: { value: 'TEXT', says: 'To see its suffix and parts.' },
    },
    work: async (args, { pool }) => {
      const { id } = await findAccount(pool, args.need('account'));
      const account = (await readDirectory(pool)).accounts.get(id);
      if (account === undefined) throw new UsageError(`The account ${id} is gone.`);
      const to = args.need('to');
      const msisdn = normaliseMsisdn(to, account.defaultCountry, account.settings.lenientNumbers);
      if (msisdn === null) throw new UsageError(`"${to}" is not a phone number.`);
      const network = networkOf(msisdn);
      const explained = await explainFor(pool, account, {
        msisdn,
        network,
        senderId: args.need('sender'),
        what: args.oneOf('what', contactKinds) ?? 'survey-start',
        at: readTime(args, 'at') ?? Date.now(),
        contactAt: readTime(args, 'contact-at') ?? null,
        text: args.option('text') ?? '',
      });
      const { timeZone } = policyOf(network.country);
      const width = Math.max(...explained.rules.map(({ rule }) => rule.length));
      const verdict =
        explained.at === null
          ? explained.verdict
          : `${explained.verdict}: from ${writeLocalTime(explained.at, timeZone)}`;
      return {
        data: { ...explained, at: explained.at === null ? null : new Date(explained.at).toISOString() },
        lines: [
          ...explained.rules.map(
            ({ rule, decision, says }) => `${rule.padEnd(width)}  ${decision.padEnd(5)}  ${plain(says)}`,
          ),
          ...(explained.text === null ? [] : ['', plain(explained.text)]),
          '',
          `Verdict: ${verdict}.`,
        ],
      };
    },
  },
];

function showPolicy(policy: CountryPolicy): Answer {
  const { promotional, survey, timeZones } = policy;
  const hours = (one: typeof promotional.hours) => (one === null ? 'none established' : describeHours(one));
  const period = (within: number | null) => (within === null ? 'none established' : `${within} hours`);
  const facts: readonly (readonly [string, string])[] = [
    ['Rules of', policy.ownPack ? policy.name : `${policy.name} (standard rules)`],
    [
      'Time zones',
      timeZones.length > 4
        ? `${timeZones.slice(0, 4).join(', ')} and ${timeZones.length - 4} more`
        : timeZones.join(', '),
    ],
    ['Promotional hours', hours(promotional.hours)],
    ['Opt-out suffix', promotional.optOutSuffix ?? 'none'],
    ['Own promotional sender', promotional.ownSender ? 'needed' : 'not demanded'],
    ['Survey starts within', period(survey.startWithinHours)],
    ['Silence ends it after', period(survey.silenceHours)],
    ['Over within', period(survey.overallHours)],
    ['Reminders', `${survey.maxReminders} at most, ${hours(survey.reminderHours)}`],
    ['Consent first', survey.consentFirst ? 'yes' : 'not demanded'],
    ['Say first who asks', survey.introduction ? 'yes: advice, which nothing checks' : 'not demanded'],
  ];
  const width = Math.max(...facts.map(([name]) => name.length));
  return {
    data: policy,
    lines: [...facts.map(([name, value]) => `${name.padEnd(width)}  ${value}`), '', ...policy.sources],
  };
}

function readCountry(text: string): string {
  const country = text.trim().toUpperCase();
  if (!/^[A-Z]{2}$/.test(country))
    throw new UsageError(`"${text}" is not a country: write its two letters, such as KE.`);
  return country;
}
