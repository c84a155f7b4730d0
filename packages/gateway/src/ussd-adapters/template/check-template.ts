import { UnreadableHop } from '#core/ussd-adapter.ts';
import { readXml } from '../xml/read-xml.ts';
import { compileTemplate, shownSources, sourcesOf, type Template } from './compile.ts';
import type { ValueName, Values } from './placeholders.ts';
import type { AnswerSettings, TemplateSettings } from './settings.ts';
import { isInBody } from './source.ts';

/** Headers that HTTP or the kind of the body decides. */
const NOT_OURS = new Set([
  'content-type',
  'content-length',
  'content-encoding',
  'transfer-encoding',
  'connection',
  'keep-alive',
  'upgrade',
  'trailer',
  'date',
]);
const HEADER_NAME = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/;
const CONTENT_TYPE = /^[\w.+-]+\/[\w.+-]+(\s*;\s*charset=utf-8)?$/i;

/** Why a template cannot work, in sentences; empty when it can. Its settings have passed the schema. */
export function checkTemplate(settings: TemplateSettings): readonly string[] {
  const faults: string[] = [];
  const template = compileTemplate(settings, faults);
  faults.push(...headerFaults(settings.answer));
  if (template === null || faults.length > 0) return faults;
  return [
    ...kindFaults(template),
    ...placeFaults(template),
    ...answerFaults(template, settings.answer),
    ...(settings.answer.as === 'xml' ? xmlFaults(template, settings.answer) : []),
  ];
}

function* kindFaults({ fields, begin, continue: later, otherwise, codeInText }: Template): Generator<string> {
  const open = otherwise === 'either' || otherwise === 'accumulated';
  if (begin === null && otherwise !== 'begin' && !open) {
    yield 'dialect.kind: no request would ever begin a session. Give kind.begin, or kind.otherwise as begin, either or accumulated.';
  }
  if (fields.dialled.length === 0 && (begin !== null || otherwise === 'begin' || open)) {
    yield 'dialect.fields.dialled is missing. A session begins with a code; where the operator does not tell it, write a constant such as value:*123#.';
  }
  if (fields.text === null && (later !== null || otherwise === 'continue' || open)) {
    yield 'dialect.fields.text is missing. It says where the answer of the subscriber stands.';
  }
  if (codeInText && otherwise !== 'accumulated') {
    yield 'dialect.kind.codeInText belongs to kind.otherwise accumulated.';
  }
}

/** A request has one body, and a GET has none. */
function* placeFaults(template: Template): Generator<string> {
  const inBody = sourcesOf(template).filter(isInBody);
  const kinds = new Set(inBody.map(({ from }) => from));
  const labels = new Set(inBody.map(({ label }) => label));
  if (kinds.size > 1) {
    yield `A request has one body, which cannot be ${[...kinds].join(' and ')} at once: ${[...labels].join(', ')}.`;
  }
  if (template.method === 'GET' && inBody[0] !== undefined) {
    yield `${inBody[0].label} cannot be: a GET has no body. Use query:… or header:…, or method POST.`;
  }
}

function* headerFaults({ contentType, ...answers }: TemplateSettings['answer']): Generator<string> {
  if (contentType !== undefined && !CONTENT_TYPE.test(contentType)) {
    yield `dialect.answer.contentType must be one such as text/plain or text/plain; charset=utf-8, not ${JSON.stringify(contentType)}.`;
  }
  for (const name of ['con', 'end', 'ack'] as const) {
    for (const [header, value] of Object.entries(answers[name].headers)) {
      const place = `dialect.answer.${name}.headers`;
      if (!HEADER_NAME.test(header)) yield `${place}: ${JSON.stringify(header)} is no name of a header.`;
      if (NOT_OURS.has(header.toLowerCase())) {
        yield `${place}: ${header} is not set here; for the type of the body there is answer.contentType.`;
      }
      if (!/^[ -~]*$/.test(value)) yield `${place}.${header} must be printable ASCII.`;
    }
  }
}

function* answerFaults({ answers }: Template, given: TemplateSettings['answer']): Generator<string> {
  const shows = (name: 'con' | 'end', value: ValueName) =>
    answers[name].placeholders.some(({ what }) => what === value);
  for (const name of ['con', 'end'] as const) {
    if (!shows(name, 'text'))
      yield `dialect.answer.${name} does not show {{text}}, so the subscriber would see nothing of it.`;
  }
  const same = JSON.stringify(inOrder(given.con)) === JSON.stringify(inOrder(given.end));
  if (same && !shows('con', 'action')) {
    yield 'dialect.answer.con and dialect.answer.end are the same, so the operator could not tell whether to wait for an answer.';
  }
}

function inOrder({ status, headers, body }: AnswerSettings): unknown[] {
  return [status, Object.entries(headers).sort(), body];
}

/** XML is filled with the worst values once and read back: a placeholder where XML cannot have one shows at once. */
function* xmlFaults(template: Template, given: TemplateSettings['answer']): Generator<string> {
  const values = worstValues(template);
  for (const name of ['con', 'end', 'ack'] as const) {
    const body = given[name].body;
    if (typeof body !== 'string') continue;
    if (/<!/.test(body)) {
      yield `dialect.answer.${name}: comments, CDATA and declarations cannot be used, as values could break out of them.`;
    } else if (/\bencoding\s*=\s*["'](?!utf-8["'])/i.test(body)) {
      yield `dialect.answer.${name}: answers are UTF-8, so the XML cannot declare another encoding.`;
    } else {
      yield* unreadable(name, template.answers[name].fill(values).body);
    }
  }
}

function* unreadable(name: string, body: string): Generator<string> {
  try {
    readXml(Buffer.from(body));
  } catch (error) {
    if (!(error instanceof UnreadableHop)) throw error;
    yield `dialect.answer.${name}: ${error.message} Placeholders can stand between tags and within the quotes of an attribute.`;
  }
}

function worstValues({ answers }: Template): Values {
  const worst = '<&"\'>]]>';
  return {
    named: {
      text: worst,
      action: worst,
      session: worst,
      msisdn: worst,
      network: worst,
      step: worst,
      url: worst,
    },
    sources: new Map(shownSources(answers).map(({ label }) => [label, worst])),
  };
}
