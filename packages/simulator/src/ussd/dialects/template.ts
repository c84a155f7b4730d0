import { InvalidInput } from '../../invalid-input.ts';
import { readObject } from '../../read-input.ts';
import type { Call, Dialect, Dialogue, FrontRequest } from './dialect.ts';
import { getWith, postForm, postJson, postXml } from './requests.ts';
import { bareCode } from './service-code.ts';
import { fillFields, type TemplateFields } from './template/fill-fields.ts';
import { readTemplate, type TemplateScreen } from './template/read-screen.ts';
import { escapeXml } from './xml.ts';

/** An operator put together from fields. */
export interface TemplateOptions {
  /** How fields are sent. Default `json`. */
  send?: 'json' | 'form' | 'query' | 'xml';
  /** Name of the root element under `xml`, default `request`. */
  root?: string;
  /** Fields of the first request, of the later ones, and of the one that ends a session (left out: nobody is told). */
  begin: TemplateFields;
  answer: TemplateFields;
  end?: TemplateFields;
  /** How the gateway's answer is read. Default: text that begins with `CON ` or `END `. */
  screen?: TemplateScreen;
}

const keys = ['send', 'root', 'begin', 'answer', 'end', 'screen'] as const;
const senders = ['json', 'form', 'query', 'xml'] as const;

/**
 * Any operator whose requests are fields. In a field's value `{msisdn}`, `{dialled}`, `{code}` (without `*` and `#` at
 * its ends), `{session}`, `{text}` (typed now), `{all}` (typed so far, joined with `*`), `{step}` (from 1) and
 * `{reason}` are filled in; a dot in a name nests JSON.
 */
export const template: Dialect = {
  id: 'template',
  summary: 'Any other: fields with placeholders, sent as JSON, form, query or XML.',
  example: {
    send: 'json',
    begin: { msisdn: '{msisdn}', session: '{session}', text: '{dialled}', start: true },
    answer: { msisdn: '{msisdn}', session: '{session}', text: '{text}', start: false },
    screen: { from: 'json', text: 'message', open: 'more', is: true },
  },
  start(value, field, url) {
    const options = checkOptions(value, field);
    return (call) => open(call, url, options);
  },
};

function checkOptions(value: unknown, field: string): TemplateOptions {
  const input = readObject(value, field, keys);
  for (const name of ['begin', 'answer', 'end'] as const) {
    if (name === 'end' && input.end === undefined) continue;
    if (typeof input[name] !== 'object' || input[name] === null) {
      throw new InvalidInput(
        `${field}.${name}`,
        input[name],
        'an object of fields such as {"msisdn":"{msisdn}"}',
      );
    }
  }
  if (input.send !== undefined && !senders.some((send) => send === input.send)) {
    throw new InvalidInput(`${field}.send`, input.send, `one of ${senders.join(', ')}`);
  }
  return input as unknown as TemplateOptions;
}

function open(call: Call, url: string, options: TemplateOptions): Dialogue {
  const entries: string[] = [];
  let step = 0;
  const request = (fields: TemplateFields, text: string, reason = ''): FrontRequest => {
    step += 1;
    const filled = fillFields(fields, {
      msisdn: call.msisdn,
      dialled: call.dialled,
      code: bareCode(call.dialled),
      session: String(call.number),
      text,
      all: entries.join('*'),
      step: String(step),
      reason,
    });
    return send(url, filled, options);
  };
  return {
    begin: () => request(options.begin, ''),
    answer: (text) => {
      entries.push(text);
      return request(options.answer, text);
    },
    end: (reason) => (options.end ? request(options.end, '', reason) : null),
    read: (answer) => readTemplate(answer, options.screen ?? { from: 'text', con: 'CON ', end: 'END ' }),
  };
}

function send(url: string, fields: ReturnType<typeof fillFields>, options: TemplateOptions): FrontRequest {
  const pairs = (): [string, string][] =>
    Object.entries(fields).map(([name, value]) => [name, String(value)]);
  switch (options.send ?? 'json') {
    case 'json':
      return postJson(url, nested(fields));
    case 'form':
      return postForm(url, pairs());
    case 'query':
      return getWith(url, pairs());
    case 'xml': {
      const root = options.root ?? 'request';
      const inside = pairs().map(([name, value]) => `<${name}>${escapeXml(value)}</${name}>`);
      return postXml(url, `<${root}>${inside.join('')}</${root}>`);
    }
  }
}

/** `{"a.b": 1}` as `{"a": {"b": 1}}`. */
function nested(fields: ReturnType<typeof fillFields>): object {
  const root: Record<string, unknown> = {};
  for (const [path, value] of Object.entries(fields)) {
    const names = path.split('.');
    const last = names.pop() ?? path;
    let at = root;
    for (const name of names) {
      at[name] ??= {};
      at = at[name] as Record<string, unknown>;
    }
    at[last] = value;
  }
  return root;
}
