import type { UssdHttpAnswer } from '#core/ussd-adapter.ts';
import { xmlAttribute } from '../xml/write-xml.ts';
import {
  fillText,
  lookUp,
  type Pieces,
  type Placeholder,
  parsePlaceholders,
  type Values,
} from './placeholders.ts';
import type { AnswerSettings, TemplateSettings } from './settings.ts';
import { TemplateFault } from './template-fault.ts';

type BodyKind = TemplateSettings['answer']['as'];

/** An answer of a template, ready to be filled. */
export type Answer = {
  readonly placeholders: readonly Placeholder[];
  readonly fill: (values: Values) => UssdHttpAnswer;
};

type Body = { readonly pieces: readonly Pieces[]; readonly fill: (values: Values) => string };

const CONTENT_TYPES: Readonly<Record<BodyKind, string>> = {
  json: 'application/json; charset=utf-8',
  xml: 'text/xml; charset=utf-8',
  form: 'application/x-www-form-urlencoded',
  plain: 'text/plain; charset=utf-8',
};

const MOST_DEPTH = 10;

/** @throws TemplateFault for a body that is not of the kind, and for placeholders that are not known */
export function parseAnswer(
  { status, headers, body: given }: AnswerSettings,
  kind: BodyKind,
  contentType: string = CONTENT_TYPES[kind],
): Answer {
  const body = given === undefined ? null : parseBody(given, kind);
  const named = Object.entries(headers).map(([name, value]) => [name, parsePlaceholders(value)] as const);
  const all = [...(body?.pieces ?? []), ...named.map(([, pieces]) => pieces)].flat();
  return {
    placeholders: all.filter((piece) => typeof piece !== 'string'),
    fill: (values) => ({
      status,
      headers: {
        ...(body === null ? undefined : { 'content-type': contentType }),
        ...Object.fromEntries(named.map(([name, pieces]) => [name, fillText(pieces, values, headerValue)])),
      },
      body: body?.fill(values) ?? '',
    }),
  };
}

/** What a header can hold everywhere: printable ASCII. Nothing of a value can begin another header. */
function headerValue(value: string): string {
  return value.replace(/[^ -~]+/g, ' ').trim();
}

function parseBody(body: unknown, kind: BodyKind): Body {
  switch (kind) {
    case 'json':
      return parseJsonBody(body);
    case 'form':
      return parseFormBody(body);
    case 'xml':
      return parseTextBody(body, kind, xmlAttribute);
    case 'plain':
      return parseTextBody(body, kind, (value) => value);
  }
}

function parseTextBody(body: unknown, kind: BodyKind, encode: (value: string) => string): Body {
  if (typeof body !== 'string') throw new TemplateFault(`the body must be a text, as answers are ${kind}.`);
  const pieces = parsePlaceholders(body);
  return { pieces: [pieces], fill: (values) => fillText(pieces, values, encode) };
}

function parseFormBody(body: unknown): Body {
  if (
    typeof body !== 'object' ||
    body === null ||
    Object.values(body).some((value) => typeof value !== 'string')
  ) {
    throw new TemplateFault('the body must be an object of fields with texts, as answers are form.');
  }
  const fields = Object.entries(body as Record<string, string>).map(
    ([name, value]) => [name, parsePlaceholders(value)] as const,
  );
  return {
    pieces: fields.map(([, pieces]) => pieces),
    fill: (values) =>
      new URLSearchParams(
        Object.fromEntries(
          fields.map(([name, pieces]) => [name, fillText(pieces, values, (value) => value)]),
        ),
      ).toString(),
  };
}

function parseJsonBody(body: unknown): Body {
  const pieces: Pieces[] = [];
  const fill = parseJsonValue(body, pieces, 0);
  return { pieces, fill: (values) => JSON.stringify(fill(values)) };
}

/** A text that is one placeholder alone becomes its value with its type: a number stays a number. */
function parseJsonValue(value: unknown, found: Pieces[], depth: number): (values: Values) => unknown {
  if (depth > MOST_DEPTH) throw new TemplateFault(`the body is nested more than ${MOST_DEPTH} deep.`);
  if (typeof value === 'string') {
    const pieces = parsePlaceholders(value);
    found.push(pieces);
    const [only] = pieces;
    if (pieces.length === 1 && typeof only === 'object') return (values) => lookUp(only, values);
    return (values) => fillText(pieces, values, (inserted) => inserted);
  }
  if (Array.isArray(value)) {
    const items = value.map((item) => parseJsonValue(item, found, depth + 1));
    return (values) => items.map((fill) => fill(values));
  }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(
      ([name, inner]) => [name, parseJsonValue(inner, found, depth + 1)] as const,
    );
    return (values) => Object.fromEntries(entries.map(([name, fill]) => [name, fill(values)]));
  }
  return () => value;
}
