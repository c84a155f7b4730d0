import type { Channel } from '@ujumbe/flows';
import type { RunOutcome } from '#store/flow-runs.ts';
import { escapeHtml, oneLine } from './escape-html.ts';

/** A response as a mail tells it. Times in milliseconds since the epoch. */
export type ResponseFacts = {
  readonly surveyName: string;
  readonly flowName: string;
  readonly reference: string;
  /** The number, or what stands for it: the caller decides. */
  readonly contact: string;
  readonly channel: Channel;
  /** BCP 47. */
  readonly language: string;
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly outcome: RunOutcome;
  readonly answers: readonly ResponseAnswer[];
  /** What the trigger said. */
  readonly params: Readonly<Record<string, unknown>>;
  /** IANA zone of the times. */
  readonly timeZone: string;
};

export type ResponseAnswer = {
  readonly question: string;
  /** As people read it; null where it was asked and not answered. */
  readonly answer: string | null;
  /** As it was typed. */
  readonly raw: string;
};

export type ComposedMail = { readonly subject: string; readonly text: string; readonly html: string };

const MOST_SUBJECT = 150;
const NO_ANSWER = 'no answer';
const outcomeWords: Readonly<Record<RunOutcome, string>> = {
  completed: 'Complete',
  declined: 'Declined to take part',
  ineligible: 'Not eligible',
  invalid: 'Broke off: answers were not understood',
  expired: 'Broke off: no answer in time',
  failed: 'Broke off: a fault of the flow',
  opted_out: 'Broke off: wants no more messages',
  restarted: 'Broke off: begun anew',
};

/** The mail that tells of one response: readable as text and as HTML, which loads nothing from anywhere. */
export function composeResponseMail(facts: ResponseFacts): ComposedMail {
  const details = detailsOf(facts);
  const subject = oneLine(`${facts.surveyName}: ${outcomeOf(facts)} (${facts.reference})`);
  return {
    subject:
      subject.length > MOST_SUBJECT ? `${subject.slice(0, MOST_SUBJECT - 1)}…`.toWellFormed() : subject,
    text: composeText(facts, details),
    html: composeHtml(facts, details),
  };
}

type Details = readonly (readonly [name: string, value: string])[];

function detailsOf(facts: ResponseFacts): Details {
  const { startedAt, endedAt, timeZone } = facts;
  return [
    ['Reference', facts.reference],
    ['Contact', facts.contact],
    ['Result', outcomeOf(facts)],
    ['Began', writeTime(startedAt, timeZone)],
    ['Ended', endedAt === null ? 'not yet' : writeTime(endedAt, timeZone)],
    ['Channel', facts.channel.toUpperCase()],
    ['Language', languageName(facts.language)],
    ['Flow', facts.flowName],
    ...Object.entries(facts.params).map(([name, value]) => [name, writeValue(value)] as const),
  ];
}

function composeText(facts: ResponseFacts, details: Details): string {
  const answers = facts.answers.map(
    ({ question, answer, raw }, index) =>
      `${index + 1}. ${oneLine(question)}\n   ${answer === null ? `(${NO_ANSWER})` : oneLine(answer)}${typed(answer, raw)}`,
  );
  return [
    `${oneLine(facts.surveyName)}`,
    '',
    ...details.map(([name, value]) => `${oneLine(name)}: ${oneLine(value)}`),
    '',
    ...(answers.length === 0 ? ['No question was put.'] : answers),
    '',
    FOOT,
    '',
  ].join('\n');
}

/** What was typed, where that says more than the answer: the number of a choice does not. */
function typed(answer: string | null, raw: string): string {
  const words = oneLine(raw);
  const saysMore = answer !== null && words !== oneLine(answer) && !/^\d{0,2}$/.test(words);
  return saysMore ? ` (typed: ${words})` : '';
}

const FOOT = 'Personal data: pass it on to nobody who does not need it.';

/** Colours that keep their contrast on white and when a mail program turns them round for the dark. */
const styles = {
  page: 'margin:0;padding:16px;font-family:system-ui,-apple-system,Segoe UI,Roboto,sans-serif;font-size:16px;line-height:1.5',
  title: 'font-size:20px;margin:0 0 12px',
  table: 'border-collapse:collapse;width:100%;max-width:640px;margin:0 0 20px',
  name: 'text-align:left;vertical-align:top;padding:4px 16px 4px 0;font-weight:normal;opacity:.75;white-space:nowrap',
  value: 'text-align:left;vertical-align:top;padding:4px 0;word-break:break-word',
  question:
    'text-align:left;vertical-align:top;padding:10px 0;border-top:1px solid #8884;word-break:break-word',
  foot: 'font-size:13px;opacity:.75;margin:0',
} as const;

function composeHtml(facts: ResponseFacts, details: Details): string {
  const rows = details.map(
    ([name, value]) =>
      `<tr><th scope="row" style="${styles.name}">${escapeHtml(name)}</th><td style="${styles.value}">${escapeHtml(value)}</td></tr>`,
  );
  const answers = facts.answers.map(({ question, answer, raw }) => {
    const said = answer === null ? `<em>${NO_ANSWER}</em>` : `<strong>${escapeHtml(answer)}</strong>`;
    return `<tr><td style="${styles.question}" dir="auto">${escapeHtml(question)}<br>${said}${escapeHtml(typed(answer, raw))}</td></tr>`;
  });
  const title = escapeHtml(oneLine(facts.surveyName));
  return [
    '<!doctype html>',
    `<html><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">`,
    `<meta name="color-scheme" content="light dark"><title>${title}</title></head>`,
    `<body style="${styles.page}">`,
    `<h1 style="${styles.title}" dir="auto">${title}</h1>`,
    `<table style="${styles.table}">${rows.join('')}</table>`,
    answers.length === 0
      ? '<p>No question was put.</p>'
      : `<table style="${styles.table}">${answers.join('')}</table>`,
    `<p style="${styles.foot}">${FOOT}</p>`,
    '</body></html>',
    '',
  ].join('\n');
}

function outcomeOf({ outcome, endedAt }: ResponseFacts): string {
  return endedAt === null ? 'Under way' : outcomeWords[outcome];
}

function writeTime(at: number, timeZone: string): string {
  const written = new Intl.DateTimeFormat('en-GB', { timeZone, dateStyle: 'medium', timeStyle: 'short' });
  return `${written.format(at)} (${timeZone})`;
}

function languageName(tag: string): string {
  try {
    return new Intl.DisplayNames('en', { type: 'language' }).of(tag) ?? tag;
  } catch (error) {
    // A tag that is none is shown as it is.
    if (error instanceof RangeError) return tag;
    throw error;
  }
}

function writeValue(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}
